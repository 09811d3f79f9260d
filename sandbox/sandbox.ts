import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { catalogRoutes } from './catalog';
import { challengeRoutes } from './challenge-page';
import { brokenReplies, type Fault, type Faults, scriptedFaults } from './faults';
import { type Call, Refused, type Reply, type Routes, readCall, routed, writeReply } from './http';
import { openJournal } from './journal';
import { openLedger } from './ledger';
import { paymentIntents } from './payment-intents';
import { paymentMethods } from './payment-methods';
import { refundsOf } from './refunds';
import { assertKey, stripeRoutes, type TimedReply } from './stripe';
import { userRoutes } from './users';
import { webhookSender } from './webhooks';

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
  const routes: Routes = {
    ...userRoutes,
    ...catalogRoutes(),
    ...gatewayRoutes({ ...gateway, faults, url: () => url() }),
    ...faults.routes,
    'GET /livez': () => ({ status: 200, body: { status: 'alive' } }),
  };
  const answer = routed(routes);

  const carryOut = async (call: Call): Promise<TimedReply> => {
    if (call.path.startsWith('/v1/')) assertKey(call);
    return answer(call);
  };
  const server = createServer((request, response) => {
    readCall(request)
      .then((call) => answerFaulty(faults.hit(call), response, () => carryOut(call)))
      .catch((error: unknown) => writeReply(response, replyOf(error)));
  });
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

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Answers a call, unless a scripted fault has other plans. */
const answerFaulty = async (
  fault: Fault | null,
  response: ServerResponse,
  carryOut: () => Promise<TimedReply>,
): Promise<void> => {
  const reply = fault && brokenReplies[fault.kind];
  if (reply) return writeReply(response, reply);
  switch (fault?.kind) {
    case 'never':
      return;
    case 'reset':
      return void response.destroy();
    case 'lost-answer':
      await carryOut();
      return void response.destroy();
    case 'late':
      response.destroy();
      await pause(fault.ms);
      return void (await carryOut());
    case 'slow-answer':
      return writeTimed(response, { ...(await carryOut()), delayMs: fault.ms });
    case 'delay':
      await pause(fault.ms);
  }
  await writeTimed(response, await carryOut());
};

const writeTimed = async (response: ServerResponse, { delayMs, isNever, ...reply }: TimedReply): Promise<void> => {
  if (isNever) return;
  if (delayMs !== undefined) await pause(delayMs);
  if (!response.destroyed) writeReply(response, reply);
};

interface GatewayParts extends Pick<SandboxOptions, 'dataDir' | 'webhookUrl' | 'webhookSecret'> {
  faults: Faults;
  url: () => string;
}

/** The payment gateway and its ledger. */
const gatewayRoutes = ({ dataDir, webhookUrl, webhookSecret, faults, url }: GatewayParts): Routes => {
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
  return {
    ...stripeRoutes({ intents, refunds, methods, events, keys: openJournal(dataDir, 'keys'), faults }),
    ...challengeRoutes(intents),
    'GET /ledger': ({ query }) => ({ status: 200, body: { data: ledger.lines(query.get('order')) } }),
  };
};

const replyOf = (error: unknown): Reply =>
  error instanceof Refused
    ? error.reply
    : { status: 500, body: { error: { type: 'api_error', message: String(error) } } };
