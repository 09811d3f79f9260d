import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { KoaAdapter } from '@bull-board/koa';
import type { Queue } from 'bullmq';
import Koa, { type Context, type Middleware } from 'koa';
import type { AttentionList } from '../../actors/host/attention';
import type { Logger } from '../../observability/logger';
import type { Metrics } from '../../observability/metrics';
import type { Clock } from '../../ports/clock';
import type { DivergenceStore } from '../../ports/stores';
import type { DeadLetters } from '../../ports/streams';
import { createListener, type Listener, toRequestListener } from '../listener';
import { serveAttention } from './attention-routes';
import { serveDeadLetters } from './dead-letter-routes';
import { serveDivergences } from './divergence-routes';
import { operatorProblems } from './operator-problems';

interface OpsListenerParts {
  port: number;
  host: string;
  queues: Queue[];
  deadLetters: DeadLetters;
  attention: { orders: AttentionList; payments: AttentionList };
  divergences: Pick<DivergenceStore, 'resolve'>;
  clock: Clock;
  /** Each resolves when the dependency answers. */
  checks: Record<'mongodb' | 'redis' | 'gateway', () => Promise<unknown>>;
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
export const createOpsListener = ({ port, host, queues, deadLetters, ...parts }: OpsListenerParts): OpsListener => {
  const { checks, metrics, logger, auth, attention } = parts;
  if (auth.password === '') throw new Error('The ops listener needs OPS_PASSWORD');
  let isReady = false;
  for (const [name, check] of Object.entries(checks)) {
    metrics.observe(`${name}_up`, `Whether ${name} answers`, async () => Number(await isUp(check())));
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
  app.use(operatorProblems);
  serveDeadLetters(app, deadLetters, logger);
  serveDivergences(app, { divergences: parts.divergences, clock: parts.clock, operator: auth.user, logger });
  serveAttention(app, { ...attention, operator: auth.user, logger });
  app.use(board.registerPlugin());
  return {
    ...createListener(createServer(toRequestListener(app)), { port, host }),
    ready: () => {
      isReady = true;
    },
    unready: () => {
      isReady = false;
    },
  };
};

/** MongoDB decides whether the service is ready. Without Redis or the gateway it is degraded, and still takes orders. */
const probes =
  (checks: OpsListenerParts['checks'], isReady: () => boolean): Middleware =>
  async (ctx, next) => {
    if (ctx.path === '/livez') {
      ctx.body = { status: 'alive' };
      return;
    }
    if (ctx.path !== '/readyz') return next();
    const [mongodb, redis, gateway] = await Promise.all([checks.mongodb(), checks.redis(), checks.gateway()].map(isUp));
    ctx.status = mongodb && isReady() ? 200 : 503;
    const status = ctx.status === 503 ? 'unready' : redis && gateway ? 'ready' : 'degraded';
    ctx.body = {
      status,
      mongodb: mongodb ? 'up' : 'down',
      redis: redis ? 'up' : 'down',
      gateway: gateway ? 'up' : 'down',
    };
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

const checkMaxMs = 1_500;

/** Returns whether a check succeeds within its time. */
const isUp = (check: Promise<unknown>): Promise<boolean> => {
  const tooLate = new Promise<boolean>((done) => setTimeout(done, checkMaxMs, false).unref());
  const isAnswered = check.then(
    () => true,
    () => false,
  );
  return Promise.race([isAnswered, tooLate]);
};
