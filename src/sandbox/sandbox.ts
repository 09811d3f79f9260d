import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { catalogRoutes } from './catalog';
import { challengeRoutes } from './challenge-page';
import { type Broken, scriptedFaults } from './faults';
import { Refused, type Reply, type Routes, readCall, routed, writeReply } from './http';
import { openLedger } from './ledger';
import { paymentIntents } from './payment-intents';
import { refundsOf } from './refunds';
import { assertKey, stripeRoutes, type TimedReply } from './stripe';
import { userRoutes } from './users';
import { webhookSender } from './webhooks';

export interface SandboxOptions {
  /** 0 takes any. */
  port: number;
  webhookUrl?: string;
  webhookSecret?: string;
  /** Where the ledger is kept between starts. */
  dataDir?: string;
}

export interface Sandbox {
  url: string;
  port: number;
  close: () => Promise<void>;
}

const host = '127.0.0.1';

/** Starts users, catalog and payment gateway on one loopback port. */
export const startSandbox = async ({ port, webhookUrl, webhookSecret, dataDir }: SandboxOptions): Promise<Sandbox> => {
  const ledger = openLedger(dataDir);
  const faults = scriptedFaults();
  const webhooks = webhookSender({
    ...(webhookUrl !== undefined && { url: webhookUrl }),
    ...(webhookSecret !== undefined && { secret: webhookSecret }),
  });
  const intents = paymentIntents({ ledger, emit: webhooks.emit, challengeUrl: (id) => `${url()}/challenge/${id}` });
  const refunds = refundsOf(intents, ledger, webhooks.emit);
  const routes: Routes = {
    ...userRoutes,
    ...catalogRoutes(),
    ...stripeRoutes({ intents, refunds, events: webhooks.list }),
    ...challengeRoutes(intents),
    ...faults.routes,
    'GET /ledger': ({ query }) => ({ status: 200, body: { data: ledger.lines(query.get('order')) } }),
    'GET /livez': () => ({ status: 200, body: { status: 'alive' } }),
  };
  const answer = routed(routes);

  const server = createServer((request, response) => {
    readCall(request)
      .then(async (call) => {
        const broken = faults.hit(call);
        if (broken && (await isBroken(broken, response))) return;
        if (call.path.startsWith('/v1/')) assertKey(call);
        await writeTimed(response, await answer(call));
      })
      .catch((error: unknown) => writeReply(response, replyOf(error)));
  });
  const url = () => `http://${host}:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: url(),
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        webhooks.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Carries out a scripted fault; false when the call goes on after it. */
const isBroken = async (broken: Broken, response: ServerResponse): Promise<boolean> => {
  if ('never' in broken) return true;
  if ('reset' in broken) response.destroy();
  if ('reply' in broken) writeReply(response, broken.reply);
  if (!('delayMs' in broken)) return true;
  await pause(broken.delayMs);
  return false;
};

const writeTimed = async (response: ServerResponse, { delayMs, isNever, ...reply }: TimedReply): Promise<void> => {
  if (isNever) return;
  if (delayMs !== undefined) await pause(delayMs);
  if (!response.destroyed) writeReply(response, reply);
};

const replyOf = (error: unknown): Reply =>
  error instanceof Refused
    ? error.reply
    : { status: 500, body: { error: { type: 'api_error', message: String(error) } } };
