import type { Queue } from 'bullmq';
import Koa, { type Middleware } from 'koa';
import type { AttentionList } from '../../actors/host/attention';
import type { Logger } from '../../observability/logger';
import type { Metrics } from '../../observability/metrics';
import type { Clock } from '../../ports/clock';
import type { DivergenceStore } from '../../ports/stores';
import type { DeadLetters } from '../../ports/streams';
import { createHttpServer, createListener, type Listener } from '../listener';
import { serveAttention } from './attention-routes';
import { createDashboard } from './dashboard';
import { serveDeadLetters } from './dead-letter-routes';
import { serveDivergences } from './divergence-routes';
import { requireLogin } from './login';
import { operatorProblems } from './operator-problems';
import { type Checks, createProbes, isUp } from './probes';
import { type Reconciliations, serveReconciliations } from './reconciliation-routes';
import { refuseOtherSites } from './refuse-other-sites';

interface OpsListenerParts {
  port: number;
  host: string;
  queues: Queue[];
  deadLetters: DeadLetters;
  attention: { orders: AttentionList; payments: AttentionList };
  divergences: Pick<DivergenceStore, 'resolve'>[];
  reconciliations: Reconciliations;
  clock: Clock;
  checks: Checks;
  metrics: Metrics;
  logger: Logger;
  auth: { user: string; password: string };
}

/** The listener for operators: probes without a login; metrics, queues, dead letters and attention items with it. */
export interface OpsListener extends Listener {
  /** From now on `/readyz` depends on MongoDB; before, it is 503. */
  ready: () => void;
  /** From now on `/readyz` is 503. */
  unready: () => void;
}

/** The retry of many dead letters is answered only at its end. */
const inactivityMaxMs = 10 * 60_000;

/** Pages load only what this listener serves, and cannot be framed; no response is stored. */
const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** Creates the listener for operators, which never shares the public port. @throws Error without a password */
export const createOpsListener = ({ port, host, queues, deadLetters, ...parts }: OpsListenerParts): OpsListener => {
  const { checks, metrics, logger, auth, attention, divergences, reconciliations, clock } = parts;
  if (auth.password === '') throw new Error('The ops listener needs OPS_PASSWORD');
  let isReady = false;
  for (const [name, check] of Object.entries(checks)) {
    metrics.observe(`${name}_up`, `Whether ${name} answers`, async () => Number(await isUp(check())));
  }
  const dashboard = createDashboard(queues);
  const app = new Koa();
  app.on('error', (error) => logger.error({ err: error, event: 'operators.failed' }, 'operators request failed'));
  app.use((ctx, next) => {
    ctx.set(headers);
    return next();
  });
  app.use(operatorProblems);
  app.use(createProbes(checks, () => isReady));
  app.use(requireLogin({ ...auth, onFailure: metrics.loginFailed, logger }));
  app.use(refuseOtherSites);
  app.use(serveMetrics(metrics));
  serveDeadLetters(app, deadLetters, logger);
  serveDivergences(app, { divergences, clock, operator: auth.user, logger });
  serveReconciliations(app, reconciliations, logger);
  serveAttention(app, { ...attention, operator: auth.user, logger });
  app.use(dashboard.removeForeignLinks);
  app.use(dashboard.pages);
  return {
    ...createListener(createHttpServer(app, { inactivityMaxMs }), { port, host }),
    ready: () => {
      isReady = true;
    },
    unready: () => {
      isReady = false;
    },
  };
};

const serveMetrics =
  ({ registry }: Metrics): Middleware =>
  async (ctx, next) => {
    if (ctx.path !== '/metrics') return next();
    ctx.type = registry.contentType;
    ctx.body = await registry.metrics();
  };
