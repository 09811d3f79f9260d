import Koa, { type Middleware } from 'koa';
import type { GatewayEvents } from '../charging/gateway-events';
import type { Logger } from '../observability/logger';
import type { Metrics } from '../observability/metrics';
import { continueTrace, inTrace } from '../observability/tracing';
import type { GatewayWebhook } from '../ports/gateway';
import { cors } from './access/cors';
import type { Contract } from './contract/contract';
import type { Actors } from './handler';
import { createHttpServer, createListener, type Listener } from './listener';
import { HttpProblem, problemDetails } from './problem-details';
import { responseHeaders } from './response-headers';
import { type Access, createContractRouter } from './router';
import { createWebhookRoute } from './webhooks/webhook-route';

interface PublicListenerParts extends Actors {
  port: number;
  host: string;
  contract: Contract;
  access: Access;
  /** Pages of these origins may call the API from a browser. */
  corsOrigins: string[];
  /** The largest number of connections of one address; 0 sets no limit. */
  connectionsPerAddressMax: number;
  /** How long requests are served after the drain began: a load balancer needs a moment to notice. */
  lingerMs: number;
  /** Where the gateway posts its webhooks, and what stores them. */
  webhook: GatewayWebhook;
  gatewayEvents: Pick<GatewayEvents, 'receive'>;
  logger: Logger;
  metrics: Metrics;
}

/** Creates the listener for clients: the operations of the contract, and the webhook. Every error is a problem document. */
export const createPublicListener = ({
  port,
  host,
  contract,
  access,
  corsOrigins,
  connectionsPerAddressMax,
  lingerMs,
  webhook,
  gatewayEvents,
  logger,
  metrics,
  ...actors
}: PublicListenerParts): Listener => {
  const router = createContractRouter(contract, actors, access);
  const app = new Koa();
  let isDraining = false;
  app.on('error', (error) => logger.debug({ err: error, event: 'http.connection-broken' }, 'connection broken'));
  app.use(traced(logger, metrics));
  app.use(async (ctx, next) => {
    await next();
    // After the handler, so that requests under way when the drain began are covered, too.
    if (isDraining) ctx.set('Connection', 'close');
  });
  app.use(responseHeaders);
  app.use(cors(corsOrigins));
  app.use(problemDetails(logger));
  app.use(createWebhookRoute(webhook, gatewayEvents));
  app.use(router.routes());
  app.use(unrouted(router));

  return createListener(createHttpServer(app, { connectionsPerAddressMax }), {
    port,
    host,
    lingerMs,
    draining: () => {
      isDraining = true;
      actors.tracking.close();
    },
  });
};

/** Writes one trace, one log line and one measurement per request. */
const traced =
  (logger: Logger, metrics: Metrics): Middleware =>
  (ctx, next) =>
    inTrace(continueTrace(ctx.get('traceparent') || undefined), async () => {
      const startedAt = process.hrtime.bigint();
      await next();
      const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
      const route = (ctx as { _matchedRoute?: string })._matchedRoute ?? 'unmatched';
      metrics.httpResponded(ctx.method, route, ctx.status, seconds);
      const durationMs = Math.round(seconds * 1000);
      logger.info({ event: 'http.request', method: ctx.method, route, status: ctx.status, durationMs }, 'request');
    });

/** Answers a path or a method without a route. */
const unrouted =
  (router: ReturnType<typeof createContractRouter>): Middleware =>
  (ctx) => {
    if (ctx.body !== undefined || ctx.status !== 404) return;
    const layers = router.match(ctx.path, ctx.method).path;
    // The path /orders/reconciliation has methods of its own, not those of /orders/{orderId}.
    const own = layers.filter(({ path }) => path === ctx.path);
    const methods = (own.length > 0 ? own : layers).flatMap((layer) => layer.methods);
    if (methods.length === 0) throw new HttpProblem('not-found', `There is no resource at ${ctx.path}`);
    const allow = [...new Set([...methods, 'OPTIONS'])].join(', ');
    if (ctx.method !== 'OPTIONS')
      throw new HttpProblem('method-not-allowed', `${ctx.path} accepts ${allow}`, {}, { Allow: allow });
    ctx.set('Allow', allow);
    ctx.status = 204;
  };
