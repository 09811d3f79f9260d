import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { type Faults, faulty, scriptedFaults } from './faults';
import { openJournal } from './journal';
import { answerErrors, answerUnrouted, createRouter, type RequestState, readText, type SandboxRouter } from './request';
import { catalogRouter } from './shop/catalog';
import { userRouter } from './shop/users';
import { challengeRouter } from './stripe/challenge-page';
import { openLedger } from './stripe/ledger';
import { paymentIntents } from './stripe/payment-intents';
import { paymentMethods } from './stripe/payment-methods';
import { refundsOf } from './stripe/refunds';
import { assertKey, stripeRouters } from './stripe/stripe';
import { webhookSender } from './stripe/webhooks';

export interface SandboxOptions {
  /** Loopback, unless a container's port mapping guards it. */
  host?: string;
  /** 0 takes any. */
  port: number;
  webhookUrl?: string;
  webhookSecret?: string;
  /** Where the gateway keeps what it knows between starts. */
  dataDir?: string;
}

export interface Sandbox {
  url: string;
  port: number;
  close: () => Promise<void>;
}

const loopback = '127.0.0.1';

/** Starts users, catalog and payment gateway on one loopback port. */
export const startSandbox = async ({ host = loopback, port, ...gateway }: SandboxOptions): Promise<Sandbox> => {
  const faults = scriptedFaults();
  const app = new Koa<RequestState>();
  app.use(answerErrors).use(readText).use(faulty(faults)).use(assertKey);
  const probes = createRouter().get('/livez', (ctx) => {
    ctx.body = { status: 'alive' };
  });
  const gatewayRouters = routersOfGateway({ ...gateway, faults, url: () => url() });
  for (const router of [userRouter, catalogRouter(), ...gatewayRouters, faults.router, probes]) {
    app.use(router.routes());
  }
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
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

interface GatewayParts extends Pick<SandboxOptions, 'dataDir' | 'webhookUrl' | 'webhookSecret'> {
  faults: Faults;
  url: () => string;
}

/** The payment gateway and its ledger. */
const routersOfGateway = ({ dataDir, webhookUrl, webhookSecret, faults, url }: GatewayParts): SandboxRouter[] => {
  const ledger = openLedger(dataDir);
  const methods = paymentMethods(openJournal(dataDir, 'payment-methods'));
  const webhooks = webhookSender({
    ...(webhookUrl !== undefined && { url: webhookUrl }),
    ...(webhookSecret !== undefined && { secret: webhookSecret }),
    journal: openJournal(dataDir, 'events'),
    faults,
  });
  const { emit, list: events } = webhooks;
  const challengeUrl = (id: string) => `${url()}/challenge/${id}`;
  const intents = paymentIntents({ ledger, journal: openJournal(dataDir, 'intents'), methods, emit, challengeUrl });
  const refunds = refundsOf({ intents, ledger, journal: openJournal(dataDir, 'refunds'), emit });
  return [
    ...stripeRouters({ intents, refunds, methods, events, keys: openJournal(dataDir, 'keys'), faults }),
    challengeRouter(intents),
    createRouter().get('/ledger', (ctx) => {
      const { order } = ctx.query;
      ctx.body = { data: ledger.lines(typeof order === 'string' ? order : null) };
    }),
  ];
};
