import type { ActorHost } from '../actors/host/actor-host';
import { type Timers, withWork } from '../actors/host/apply-decision';
import { RetryLater } from '../actors/host/retry-later';
import { decideOrder } from '../actors/orders/order-decisions';
import type { OrderDocument } from '../actors/orders/order-document';
import { holdExpiry } from '../actors/orders/stock-hold';
import type { WorkItem } from '../domain/actor-document';
import { newId } from '../domain/ids';
import type { StockLine } from '../domain/order';
import { closeWorkItem, findWorkItem, isOpen, updateWorkItem } from '../domain/work-item';
import type { OrderFact } from '../machines/order/order-messages';
import { faultPoint } from '../observability/fault-point';
import type { Clock } from '../ports/clock';
import type { Stock } from '../ports/stock';
import type { ActorStore } from '../ports/stores';

export interface StockDependencies {
  store: Pick<ActorStore<OrderDocument>, 'load' | 'read'>;
  host: ActorHost<OrderDocument>;
  stock: Stock;
  timers: Timers;
  clock: Clock;
  /** Whether an order may stay confirmed while its goods are sold out. */
  isBackorderAllowed: boolean;
}

/** What the stock of an order is reserved under. Orders from before holds expired have the order's id. */
interface OrderReservation {
  id: string;
  lines: StockLine[];
  now: Date;
  expiresAt: Date;
}

const retryBaseMs = 2_000;
const retryMaxMs = 600_000;
const soldOutRetryMs = 600_000;
/** How long work on stock may be without a definite answer before an operator must look. */
const unknownMaxMs = 15 * 60_000;

/**
 * Does one piece of work on the stock of an order. It is not claimed: every step takes effect once by its id, so two
 * workers do no harm, and a step whose reply was lost is sent again.
 * @throws RetryLater while the catalog gives no definite answer
 */
export const runStockWork = async (dependencies: StockDependencies, orderId: string, work: WorkItem): Promise<void> => {
  const { store, clock, timers } = dependencies;
  const order = await store.read(orderId);
  const item = order && findWorkItem(order.work, work.id);
  if (!order || !item || !isOpen(item)) return;
  const now = clock();
  const { reservationId = orderId, lines = [] } = order.stock ?? {};
  const reservation = { id: reservationId, lines, now, expiresAt: holdExpiry(now, timers) };
  const fact = await doStep(dependencies, order, item, reservation).catch((cause: unknown) =>
    retryLater(dependencies, orderId, item, cause),
  );
  faultPoint('stock-answered');
  await applyFact(dependencies, orderId, item, fact);
};

const doStep = async (
  { stock, isBackorderAllowed }: StockDependencies,
  order: OrderDocument,
  item: WorkItem,
  reservation: OrderReservation,
): Promise<OrderFact> => {
  const workId = item.id;
  const soldOut = { type: 'stock.soldOut', workId, isBackorderAllowed } as const;
  const { id, lines } = reservation;
  switch (item.kind) {
    case 'confirm':
      return (await holdAgainUnless(stock, reservation, () => stock.confirm(id)))
        ? { type: 'stock.confirmed', workId }
        : soldOut;
    case 'ship':
      return (await holdAgainUnless(stock, reservation, () => stock.ship(id, `${order._id}-shipment`)))
        ? { type: 'stock.shipped', workId }
        : soldOut;
    case 'restock':
      if (order.work.some(({ kind, ...rest }) => kind === 'ship' && isOpen({ kind, ...rest }))) {
        throw new Error('The goods are not shipped yet in the books of the catalog');
      }
      await stock.restock(`${order._id}-return`, lines);
      return { type: 'stock.restocked', workId };
    case 'stockHold':
      return (await stock.hold(id, lines, reservation.expiresAt)).soldOut === undefined
        ? { type: 'stockHold.renewed' }
        : soldOut;
    default:
      await stock.release(id);
      return { type: 'stock.released', workId };
  }
};

/** Holds the goods again when their hold has lapsed, and repeats the step. Returns false when they are sold out. */
const holdAgainUnless = async (
  stock: Stock,
  { id, lines, expiresAt }: OrderReservation,
  step: () => Promise<boolean>,
): Promise<boolean> => {
  if (await step()) return true;
  if ((await stock.hold(id, lines, expiresAt)).soldOut !== undefined) return false;
  if (await step()) return true;
  throw new Error('The hold lapsed again at once');
};

/** Applies what came of the work. A confirmation of an order that has ended meanwhile is applied, too: its goods are released. */
const applyFact = async (
  { host, timers, clock }: StockDependencies,
  orderId: string,
  { id: workId, kind }: WorkItem,
  fact: OrderFact,
): Promise<void> => {
  const time = clock();
  const message = { ...fact, commandId: newId(), time, actor: 'order-service' };
  await host.change(orderId, message, (order) => {
    const item = findWorkItem(order.work, workId);
    const isStillOpen = item !== undefined && isOpen(item);
    if (!isStillOpen && fact.type !== 'stock.confirmed') return order;
    const next = decideOrder(order, message, timers) ?? order;
    const left = findWorkItem(next.work, workId);
    if (!isStillOpen || kind === 'stockHold' || !left) return next;
    const work =
      fact.type === 'stock.soldOut'
        ? updateWorkItem(next.work, workId, { dueAt: new Date(time.getTime() + soldOutRetryMs), tries: left.tries + 1 })
        : closeWorkItem(next.work, workId, { state: 'succeeded', tries: left.tries + 1 });
    return { ...withWork(next, work, time), version: order.version + 1 };
  });
};

/** Notes that nothing definite is known, and asks again later: exponential, with jitter. */
const retryLater = async (
  { host, timers, clock }: StockDependencies,
  orderId: string,
  { id: workId, tries }: WorkItem,
  cause: unknown,
): Promise<never> => {
  const time = clock();
  const retryInMs = Math.round(Math.min(retryBaseMs * 2 ** tries, retryMaxMs) * (0.5 + Math.random() / 2));
  const message = { type: 'stock.unknown', workId, commandId: newId(), time, actor: 'order-service' };
  await host.change(orderId, message, (order) => {
    const item = findWorkItem(order.work, workId);
    if (!item || !isOpen(item)) return order;
    const { unknownSince = time } = item;
    const isLong = time.getTime() - unknownSince.getTime() > unknownMaxMs;
    const next = (isLong && decideOrder(order, message, timers)) || order;
    const dueAt = new Date(time.getTime() + retryInMs);
    const change = { state: 'unknown' as const, dueAt, unknownSince, tries: item.tries + 1 };
    return { ...withWork(next, updateWorkItem(next.work, workId, change), time), version: order.version + 1 };
  });
  throw new RetryLater(retryInMs, `The stock of ${orderId} is unknown (${workId})`, { cause });
};
