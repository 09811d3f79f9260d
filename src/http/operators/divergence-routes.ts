import Router from '@koa/router';
import type Koa from 'koa';
import { DomainError } from '../../domain/errors';
import type { Logger } from '../../observability/logger';
import type { Clock } from '../../ports/clock';
import type { DivergenceStore } from '../../ports/stores';
import { readJsonBody } from '../requests/json-body';
import { readResolution } from './resolution';

interface DivergenceRoutesDependencies {
  /** Those of payments, and those of stock. */
  divergences: Pick<DivergenceStore, 'resolve'>[];
  /** Who is behind the login. */
  operator: string;
  clock: Clock;
  logger: Logger;
}

/** Serves `POST /admin/divergences/{id}/resolve`: an operator closes a divergence by hand. It moves no money and no goods. */
export const serveDivergences = (
  app: Koa,
  { divergences, operator, clock, logger }: DivergenceRoutesDependencies,
): void => {
  const router = new Router({ prefix: '/admin/divergences' });
  router.post('/:id/resolve', async (ctx) => {
    const { id = '' } = ctx.params;
    const { reason: resolution } = readResolution(await readJsonBody(ctx));
    const by = { resolvedBy: operator, resolution, at: clock() };
    const resolved = await resolveIn(divergences, id, by);
    if (!resolved) throw new DomainError('nothing-to-resolve', `There is no open divergence ${id}`);
    logger.warn({ event: 'divergence.resolved', id, resolution }, 'An operator resolved a divergence');
    const { _id, ...divergence } = resolved;
    ctx.body = { id: _id, ...divergence };
  });
  app.use(router.routes());
  app.use(router.allowedMethods());
};

/** Asks one store after the other: an outage of the next one must not hide that this one has resolved it. */
const resolveIn = async (
  stores: DivergenceRoutesDependencies['divergences'],
  ...args: Parameters<DivergenceStore['resolve']>
): ReturnType<DivergenceStore['resolve']> => {
  for (const store of stores) {
    const resolved = await store.resolve(...args);
    if (resolved) return resolved;
  }
  return null;
};
