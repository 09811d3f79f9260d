import Router from '@koa/router';
import type { Queue } from 'bullmq';
import type Koa from 'koa';
import { DomainError, Unavailable } from '../../domain/errors';
import type { Logger } from '../../observability/logger';

/** The queue of each reconciliation, by what it compares. */
export type Reconciliations = Record<'payments' | 'stock', Queue>;

/** Serves `POST /admin/reconciliations/{payments|stock}`: an operator starts a reconciliation before its time. */
export const serveReconciliations = (app: Koa, queues: Reconciliations, logger: Logger): void => {
  const router = new Router({ prefix: '/admin/reconciliations' });
  router.post('/:name', async (ctx) => {
    const { name = '' } = ctx.params;
    const queue = name === 'payments' || name === 'stock' ? queues[name] : undefined;
    if (!queue)
      throw new DomainError('invalid-request', `There is no reconciliation ${name}; expected payments or stock`);
    await enqueue(queue).catch((cause: unknown) => {
      throw new Unavailable('redis', { cause });
    });
    logger.info({ event: 'reconciliation.requested', name }, 'an operator requested a reconciliation');
    ctx.status = 202;
    ctx.body = { requested: name };
  });
  app.use(router.routes());
  app.use(router.allowedMethods());
};

/** A run that has not begun yet compares everything: one is enough. */
const enqueue = async (queue: Queue): Promise<void> => {
  if ((await queue.getWaitingCount()) > 0) return;
  await queue.add('on-demand', {}, { removeOnComplete: 100, removeOnFail: 100 });
};
