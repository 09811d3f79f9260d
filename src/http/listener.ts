import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Koa from 'koa';

/** An HTTP server with a beginning and a graceful end. */
export interface Listener {
  /** Answers the port that it listens on. @throws Error when the port is taken */
  start: () => Promise<number>;
  /** Serves for a last moment, then closes. */
  drain: () => Promise<void>;
}

interface ListenerOptions {
  port: number;
  host: string;
  draining?: () => void;
  /** How long it goes on to serve: load balancers need a moment to notice that the process is no longer ready. */
  lingerMs?: number;
}

/** A request that has not ended by then is cut off. */
const closeMaxMs = 10_000;

/** The application as a server calls it. Koa answers every error itself. */
export const toRequestListener = (app: Koa): RequestListener => {
  const handle = app.callback();
  return (request, response) => void handle(request, response);
};

/** Starts and drains a server. */
export const createListener = (
  server: Server,
  { port, host, draining = () => {}, lingerMs = 0 }: ListenerOptions,
): Listener => ({
  start: () =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve((server.address() as AddressInfo).port);
      });
    }),
  drain: async () => {
    if (!server.listening) return;
    draining();
    await new Promise((resolve) => setTimeout(resolve, lingerMs));
    const cut = setTimeout(() => server.closeAllConnections(), closeMaxMs);
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeIdleConnections();
    });
    clearTimeout(cut);
  },
});
