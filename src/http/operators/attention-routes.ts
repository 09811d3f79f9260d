import Router from '@koa/router';
import type Koa from 'koa';
import type { AttentionList } from '../../actors/host/attention';
import type { ActorDocument } from '../../domain/actor-document';
import type { Logger } from '../../observability/logger';
import { readJsonBody } from '../requests/json-body';
import { readResolution } from './resolution';

interface AttentionParts {
  orders: AttentionList;
  payments: AttentionList;
  /** Who is behind the login. */
  operator: string;
  logger: Logger;
}

const listedMax = 200;

/** What needs a person: list it, and say how it was settled by hand. Refusals are problem documents. */
export const serveAttention = (app: Koa, { operator, logger, ...kinds }: AttentionParts): void => {
  const router = new Router({ prefix: '/admin/attention' });
  router.get('/', async (ctx) => {
    const [orders, payments] = await Promise.all([kinds.orders.list(listedMax), kinds.payments.list(listedMax)]);
    ctx.body = { orders: orders.map(shown), payments: payments.map(shown) };
  });
  for (const kind of ['orders', 'payments'] as const) {
    router.post(`/${kind}/:id/resolve`, async (ctx) => {
      const { id = '' } = ctx.params;
      const { reason: resolution, item } = readResolution(await readJsonBody(ctx));
      const resolved = await kinds[kind].resolve(id, { resolvedBy: operator, resolution }, item);
      logger.warn({ kind, id, item, resolution }, 'An operator resolved attention items');
      ctx.body = shown(resolved);
    });
  }
  app.use(router.routes());
  app.use(router.allowedMethods());
};

/** What says why a person has to look, and nothing of the customer. */
const shown = (document: ActorDocument & { orderId?: string }) => {
  const { _id: id, orderId, status, version, attention, resolutions = [] } = document;
  return {
    id,
    ...(orderId !== undefined && { orderId }),
    status,
    version,
    ...(attention && { attention }),
    resolutions: resolutions.map(({ commandId: _mark, ...resolution }) => resolution),
  };
};
