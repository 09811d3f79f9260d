import type { Middleware } from 'koa';
import type { Journal } from '../journal';
import {
  createRouter,
  idIn,
  jsonIn,
  Refused,
  type RequestContext,
  type RequestState,
  type SandboxRouter,
} from '../request';
import type { Line, Reservation, Stock } from './stock';

/** Stock and reservations. Each step is kept before it is answered, and takes effect once by its id. */
export const stockRouter = (stock: Stock, journal: Journal): SandboxRouter => {
  const kept =
    (run: (ctx: RequestContext) => void): Middleware<RequestState> =>
    (ctx) => {
      try {
        run(ctx);
      } finally {
        journal.commit();
      }
    };
  const router = createRouter();
  router
    .get(
      '/stock/:id',
      kept((ctx) => {
        ctx.body = levelOf(stock, idIn(ctx));
      }),
    )
    .post(
      '/stock/:id',
      kept((ctx) => {
        ctx.body = stock.receive(idIn(ctx), quantityIn(jsonIn(ctx).receive));
      }),
    )
    .get(
      '/stock-ledger',
      kept((ctx) => {
        const { reservation } = ctx.query;
        ctx.body = { data: stock.movements(typeof reservation === 'string' ? reservation : undefined) };
      }),
    )
    .put(
      '/restocks/:id',
      kept((ctx) => {
        const { items, disposition = 'restock' } = jsonIn(ctx);
        stock.returnGoods(idIn(ctx), linesIn(items), disposition === 'restock');
        ctx.status = 204;
      }),
    );
  reservationRoutes(router, stock, kept);
  return router;
};

type Kept = (run: (ctx: RequestContext) => void) => Middleware<RequestState>;

const reservationRoutes = (router: SandboxRouter, stock: Stock, kept: Kept): void => {
  router
    .get(
      '/reservations',
      kept((ctx) => {
        const { heldSince = '', after = '', limit } = ctx.query;
        const open = stock.heldSince(String(heldSince)).filter(({ id }) => id > String(after));
        ctx.body = { data: open.slice(0, limit === undefined ? open.length : Number(limit)).map(shown) };
      }),
    )
    .put(
      '/reservations/:id',
      kept((ctx) => {
        const { items, expiresAt } = jsonIn(ctx);
        const { reservation, isNew } = stock.hold(idIn(ctx), linesIn(items), timeIn(expiresAt));
        ctx.status = isNew ? 201 : 200;
        ctx.body = shown(reservation);
      }),
    )
    .get(
      '/reservations/:id',
      kept((ctx) => {
        const reservation = stock.find(idIn(ctx));
        if (!reservation) throw new Refused(404, { message: 'nothing reserved' });
        ctx.body = shown(reservation);
      }),
    )
    .delete(
      '/reservations/:id',
      kept((ctx) => {
        stock.release(idIn(ctx));
        ctx.status = 204;
      }),
    )
    .post(
      '/reservations/:id/confirm',
      kept((ctx) => {
        ctx.body = shown(stock.confirm(idIn(ctx)));
      }),
    )
    .put(
      '/reservations/:id/shipments/:part',
      kept((ctx) => {
        stock.ship(idIn(ctx), partIn(ctx), someLinesIn(ctx));
        ctx.status = 204;
      }),
    )
    .put(
      '/reservations/:id/releases/:part',
      kept((ctx) => {
        stock.release(idIn(ctx), partIn(ctx), someLinesIn(ctx));
        ctx.status = 204;
      }),
    );
};

const shown = ({ id, items, open, state, heldAt, expiresAt }: Reservation) => ({
  orderId: id,
  items,
  open: Object.entries(open).map(([productId, quantity]) => ({ productId, quantity })),
  state,
  heldAt,
  expiresAt,
});

const levelOf = (stock: Stock, productId: string) => {
  const level = stock.level(productId);
  if (!level) throw new Refused(404, { message: 'There is no stock of such a product' });
  return level;
};

/** The id of the shipment or the release. */
const partIn = (ctx: object): string => (ctx as { params?: { part?: string } }).params?.part ?? '';

const someLinesIn = (ctx: RequestContext): Line[] | undefined => {
  const { items } = jsonIn(ctx);
  return items === undefined ? undefined : linesIn(items);
};

const linesIn = (items: unknown): Line[] => {
  if (isLines(items)) return items;
  throw new Refused(400, { message: 'items must be a list of lines' });
};

const isLines = (items: unknown): items is Line[] =>
  Array.isArray(items) &&
  items.every(
    (line) => typeof line?.productId === 'string' && Number.isSafeInteger(line.quantity) && line.quantity > 0,
  );

const quantityIn = (quantity: unknown): number => {
  if (Number.isSafeInteger(quantity) && Number(quantity) > 0) return Number(quantity);
  throw new Refused(400, { message: 'receive must be a positive integer' });
};

/** A time as ISO 8601, in UTC; none when it is not given. */
const timeIn = (time: unknown): string | null => {
  if (time === undefined || time === null) return null;
  const ms = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(ms)) throw new Refused(400, { message: 'expiresAt must be a time' });
  return new Date(ms).toISOString();
};
