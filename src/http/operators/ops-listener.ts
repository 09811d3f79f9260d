import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { KoaAdapter } from '@bull-board/koa';
import type { Queue } from 'bullmq';
import Koa, { type Context, type Middleware } from 'koa';
import type { Attending } from '../../actors/host/attention';
import type { Logger } from '../../observability/logger';
import type { Metrics } from '../../observability/metrics';
import type { DeadLetters } from '../../ports/streams';
import { handling, type Listener, listenerOn } from '../listener';
import { serveAttention } from './attention-routes';
import { serveDeadLetters } from './dead-letter-routes';
import { opsRefusals } from './operator-problems';

interface OpsListenerParts {
  port: number;
  host: string;
  queues: Queue[];
  letters: DeadLetters;
  attention: { orders: Attending; payments: Attending };
  checks: { mongodb: () => Promise<boolean>; redis: () => Promise<boolean> };
  metrics: Metrics;
  logger: Logger;
  auth: { user: string; password: string };
}

/** What operators reach: probes for everybody, and behind a login metrics, queues, dead letters and what needs attention. */
export interface OpsListener extends Listener {
  /** `/readyz` asks MongoDB from now on; before, it says no. */
  ready: () => void;
  /** `/readyz` says no from now on. */
  unready: () => void;
}

const dashboard = '/admin/queues';

/** Listens for operators; never on the public port. @throws Error without a password */
export const opsListener = ({ port, host, queues, letters, ...parts }: OpsListenerParts): OpsListener => {
  const { checks, metrics, logger, auth, attention } = parts;
  if (auth.password === '') throw new Error('The ops listener needs OPS_PASSWORD');
  let isReady = false;
  for (const [name, isUp] of Object.entries(checks)) {
    metrics.observe(`${name}_up`, `Whether ${name} answers`, async () => Number(await isUp()));
  }
  const board = new KoaAdapter();
  board.setBasePath(dashboard);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: board,
  });

  const app = new Koa();
  app.use(probes(checks, () => isReady));
  app.use(basicAuth(auth));
  app.use(async (ctx, next) => {
    if (ctx.path !== '/metrics') return next();
    ctx.type = metrics.registry.contentType;
    ctx.body = await metrics.registry.metrics();
  });
  app.use(opsRefusals);
  serveDeadLetters(app, letters, logger);
  serveAttention(app, { ...attention, operator: auth.user, logger });
  app.use(board.registerPlugin());
  return {
    ...listenerOn(createServer(handling(app)), { port, host }),
    ready: () => {
      isReady = true;
    },
    unready: () => {
      isReady = false;
    },
  };
};

/** MongoDB decides whether we are ready; without Redis we are degraded, and still take orders. */
const probes =
  (checks: OpsListenerParts['checks'], isReady: () => boolean): Middleware =>
  async (ctx, next) => {
    if (ctx.path === '/livez') {
      ctx.body = { status: 'alive' };
      return;
    }
    if (ctx.path !== '/readyz') return next();
    const [mongodb, redis] = await Promise.all([checks.mongodb(), checks.redis()]);
    ctx.status = mongodb && isReady() ? 200 : 503;
    const status = ctx.status === 503 ? 'unready' : redis ? 'ready' : 'degraded';
    ctx.body = { status, mongodb: mongodb ? 'up' : 'down', redis: redis ? 'up' : 'down' };
  };

/** HTTP Basic (RFC 7617), compared in constant time. */
const basicAuth = ({ user, password }: OpsListenerParts['auth']): Middleware => {
  const expected = digest(`${user}:${password}`);
  return async (ctx, next) => {
    if (timingSafeEqual(digest(credentialsOf(ctx)), expected)) return next();
    ctx.set('WWW-Authenticate', 'Basic realm="operations", charset="UTF-8"');
    ctx.status = 401;
    ctx.body = { status: 'a login is needed' };
  };
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const credentialsOf = (ctx: Context): string => {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(ctx.get('Authorization'))?.[1] ?? '';
  return Buffer.from(encoded, 'base64').toString('utf8');
};
