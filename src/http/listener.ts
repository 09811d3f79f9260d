import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Koa from 'koa';
import { answerMalformedRequests } from './requests/malformed-requests';

/** An HTTP server that starts and drains. */
export interface Listener {
  /** Starts to listen and returns the port. @throws Error when the port is taken */
  start: () => Promise<number>;
  /** Serves for a last moment, then closes. */
  drain: () => Promise<void>;
}

interface ServerOptions {
  /** The largest number of connections of one address; 0 sets no limit. */
  connectionsPerAddressMax?: number;
  /** How long a socket may go without progress. A response that takes longer is cut off. */
  inactivityMaxMs?: number;
}

interface ListenerOptions {
  port: number;
  host: string;
  draining?: () => void;
  /** How long it goes on to serve: load balancers need a moment to notice that the process is no longer ready. */
  lingerMs?: number;
}

/** After this time, requests under way are cut off. */
const closeMaxMs = 10_000;

/**
 * Creates the server of an application. It bounds what a client costs that sends or reads slowly, sends something else than
 * HTTP, or only connects.
 */
export const createHttpServer = (
  app: Koa,
  { connectionsPerAddressMax = 0, inactivityMaxMs = 30_000 }: ServerOptions = {},
): Server => {
  const handle = app.callback();
  const options = { keepAliveTimeout: 65_000, maxHeaderSize: 16_384, connectionsCheckingInterval: 5_000 };
  const server = createServer(options, (request, response) => void handle(request, response));
  answerMalformedRequests(server);
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  // A socket without progress, such as that of a client that does not read its response, is destroyed.
  server.timeout = inactivityMaxMs;
  server.maxConnections = 10_000;
  server.on('drop', () => server.closeIdleConnections());
  limitConnections(server, connectionsPerAddressMax);
  return server;
};

/** Closes the connections of an address beyond `max`, so that one address cannot take all of them; 0 sets no limit. */
const limitConnections = (server: Server, max: number): void => {
  const open = new Map<string, number>();
  if (max > 0)
    server.on('connection', (socket) => {
      const { remoteAddress: address = '' } = socket;
      const count = (open.get(address) ?? 0) + 1;
      open.set(address, count);
      socket.once('close', () => {
        const left = (open.get(address) ?? 1) - 1;
        if (left > 0) open.set(address, left);
        else open.delete(address);
      });
      if (count > max) socket.destroy();
    });
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
