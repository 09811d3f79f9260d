import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { clockRouter, createClock } from './clock';
import { scriptedFaults } from './faults';
import { answerFaulty, waitWhenDelayed } from './faulty-answers';
import { openJournal } from './journal';
import { answerErrors, answerUnrouted, createRouter, type RequestState, readText } from './request';
import { catalogRouter } from './shop/catalog';
import { openStock } from './shop/stock';
import { stockRouter } from './shop/stock-router';
import { userRouter } from './shop/users';
import { assertKey } from './stripe/api/access';
import { createStripe, type StripeOptions } from './stripe/stripe';

export interface SandboxOptions extends StripeOptions {
  /** Loopback, unless a container's port mapping guards it. */
  host?: string;
  /** 0 takes any. */
  port: number;
  /** Where the sandbox keeps what it knows between starts. */
  dataDir?: string;
}

export interface Sandbox {
  url: string;
  port: number;
  close: () => Promise<void>;
}

const loopback = '127.0.0.1';

/** Starts users, catalog, stock and payment gateway on one loopback port. */
export const startSandbox = async ({
  host = loopback,
  port,
  dataDir,
  ...options
}: SandboxOptions): Promise<Sandbox> => {
  const journal = openJournal(dataDir);
  const clock = createClock(journal);
  const faults = scriptedFaults();
  const stock = openStock(journal, clock);
  const stripe = createStripe({ ...options, journal, clock, faults, url: () => url() });
  const probes = createRouter().get('/livez', (ctx) => {
    ctx.body = { status: 'alive' };
  });

  const app = new Koa<RequestState>();
  app
    .use(answerErrors)
    .use(readText)
    .use(answerFaulty(faults))
    .use(stripe.guardKeys)
    .use(waitWhenDelayed)
    .use(assertKey);
  const shop = [userRouter, catalogRouter(stock), stockRouter(stock, journal)];
  for (const router of [...shop, ...stripe.routers, faults.router, clockRouter(clock), probes])
    app.use(router.routes());
  app.use(answerUnrouted);

  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response));
  const url = () => `http://${loopback}:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: url(),
    port: (server.address() as AddressInfo).port,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      stripe.close();
      journal.close();
    },
  };
};
