import { createServer } from 'node:http';
import Koa, { type Middleware } from 'koa';
import type { GatewayEvents } from '../charging/gateway-events';
import type { Logger } from '../observability/logger';
import type { Metrics } from '../observability/metrics';
import { continueTrace, inTrace } from '../observability/tracing';
import type { GatewayWebhook } from '../ports/gateway';
import type { Authenticate } from './authenticate';
import type { Contract } from './contract/contract';
import type { Actors } from './handler';
import { createListener, type Listener, toRequestListener } from './listener';
import { answerMalformedRequests } from './malformed-requests';
import { HttpProblem, problemDetails } from './problem-details';
import { createContractRouter } from './router';
import { createWebhookRoute } from './webhooks/webhook-route';

interface PublicListenerParts extends Actors {
  port: number;
  host: string;
  contract: Contract;
  authenticate: Authenticate;
  /** Where the gateway posts its webhooks, and what stores them. */
  webhook: GatewayWebhook;
  gatewayEvents: Pick<GatewayEvents, 'receive'>;
  logger: Logger;
  metrics: Metrics;
}

/** What clients reach: the operations of the contract, each with its rule, every error a problem document. */
export const createPublicListener = ({
  port,
  host,
  contract,
  authenticate,
  webhook,
  gatewayEvents,
  logger,
  metrics,
  ...actors
}: PublicListenerParts): Listener => {
  const router = createContractRouter(contract, actors, authenticate);
  const app = new Koa();
  let isDraining = false;
  app.on('error', (error) => logger.debug({ err: error }, 'a connection broke'));
  app.use(traced(logger, metrics));
  app.use(async (ctx, next) => {
    await next();
    // Asked at the end: what was running when the drain began is told, too.
    if (isDraining) ctx.set('Connection', 'close');
  });
  app.use(problemDetails(logger));
  app.use(createWebhookRoute(webhook, gatewayEvents));
  app.use(router.routes());
  app.use(unrouted(router));

  const server = createServer(
    { keepAliveTimeout: 65_000, maxHeaderSize: 16_384, connectionsCheckingInterval: 5_000 },
    toRequestListener(app),
  );
  answerMalformedRequests(server);
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.maxConnections = 10_000;
  return createListener(server, {
    port,
    host,
    lingerMs: 1_000,
    draining: () => {
      isDraining = true;
      actors.tracking.close();
    },
  });
};

/** One trace, one log line and one measurement a request. */
const traced =
  (logger: Logger, metrics: Metrics): Middleware =>
  (ctx, next) =>
    inTrace(continueTrace(ctx.get('traceparent') || undefined), async () => {
      const startedAt = process.hrtime.bigint();
      await next();
      const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
      const route = (ctx as { _matchedRoute?: string })._matchedRoute ?? 'unmatched';
      metrics.httpResponded(ctx.method, route, ctx.status, seconds);
      logger.info({ method: ctx.method, route, status: ctx.status, durationMs: Math.round(seconds * 1000) }, 'request');
    });

/** No route, or not with this method. */
const unrouted =
  (router: ReturnType<typeof createContractRouter>): Middleware =>
  (ctx) => {
    if (ctx.body !== undefined || ctx.status !== 404) return;
    const methods = router.match(ctx.path, ctx.method).path.flatMap((layer) => layer.methods);
    if (methods.length === 0) throw new HttpProblem('not-found', `There is nothing at ${ctx.path}`);
    const allow = [...new Set(methods)].join(', ');
    throw new HttpProblem('method-not-allowed', `${ctx.path} has ${allow}`, {}, { Allow: allow });
  };
