import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { KoaAdapter } from '@bull-board/koa';
import type { Queue } from 'bullmq';
import type { Middleware } from 'koa';

const path = '/admin/queues';
/** Style sheets and the like of other hosts: the page of the dashboard asks a font server. */
const foreignLinks = /<link\b[^>]*\bhref="(?:https?:)?\/\/[^>]*>/g;

/** Creates the dashboard of the queues, which only shows. Its page loads nothing from other hosts. */
export const createDashboard = (queues: Queue[]): { removeForeignLinks: Middleware; pages: Middleware } => {
  const board = new KoaAdapter();
  board.setBasePath(path);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: board,
  });
  return {
    removeForeignLinks: async (ctx, next) => {
      await next();
      if (ctx.path.startsWith(path) && typeof ctx.body === 'string') ctx.body = ctx.body.replace(foreignLinks, '');
    },
    pages: board.registerPlugin(),
  };
};
