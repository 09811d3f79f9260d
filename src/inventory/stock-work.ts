import type { ActorHost } from '../actors/host/actor-host';
import { type Timers, withWork } from '../actors/host/apply-decision';
import { RetryLater } from '../actors/host/retry-later';
import { decideOrder } from '../actors/orders/order-decisions';
import type { OrderDocument } from '../actors/orders/order-document';
import type { WorkItem } from '../domain/actor-document';
import { backoffMs } from '../domain/algorithms/backoff';
import { newId } from '../domain/ids';
import type { StockLine } from '../domain/order';
import { closeWorkItem, findWorkItem, isOpen, updateWorkItem } from '../domain/work-item';
import type { OrderFact } from '../machines/order/order-messages';
import { needsStock } from '../machines/order/order-stock';
import { faultPoint } from '../observability/fault-point';
import type { Clock } from '../ports/clock';
import type { Stock } from '../ports/stock';
import type { ActorStore } from '../ports/stores';

export interface StockDependencies {
  store: Pick<ActorStore<OrderDocument>, 'read'>;
  host: ActorHost<OrderDocument>;
  stock: Stock;
  timers: Timers;
  holdMs: number;
  clock: Clock;
  /** Whether an order may stay confirmed while its goods are sold out. */
  isBackorderAllowed: boolean;
}

/** What the stock of an order is reserved under. Orders from before holds expired have the order's id. */
interface OrderReservation {
  id: string;
  lines: StockLine[];
  expiresAt: Date;
}

const retryBackoff = { firstMs: 2_000, maxMs: 600_000 };
const soldOutRetryMs = 600_000;
/** How long work on stock may be without a definite answer before an operator must look. */
const unknownMaxMs = 15 * 60_000;

/**
 * Does one due piece of work on the stock of an order. It is not claimed: every step takes effect once by its id, so two
 * workers do no harm, and a step whose reply was lost is sent again.
 * @throws RetryLater while the catalog gives no definite answer
 */
export const runStockWork = async (
  dependencies: StockDependencies,
  order: OrderDocument,
  work: WorkItem,
): Promise<void> => {
  const { clock, holdMs } = dependencies;
  const { reservationId = order._id, lines = [] } = order.stock ?? {};
  const reservation = { id: reservationId, lines, expiresAt: new Date(clock().getTime() + holdMs) };
  faultPoint('stock-working');
  const result = await doStep(dependencies, order, work, reservation).catch((cause: unknown) =>
    retryLater(dependencies, order._id, work, cause),
  );
  faultPoint('stock-answered');
  if (result) await applyResult(dependencies, order._id, work, result);
};

/** What came of a step. */
interface StepResult {
  fact: OrderFact;
  /** Whether goods were held: an order that has ended meanwhile must release them. */
  isHeld?: boolean;
}

/** Does the step. Returns null when the work is over already. */
const doStep = async (
  dependencies: StockDependencies,
  order: OrderDocument,
  item: WorkItem,
  reservation: OrderReservation,
): Promise<StepResult | null> => {
  const { stock } = dependencies;
  const { id: workId, kind } = item;
  const { id, lines } = reservation;
  const holdAgain = () => hold(dependencies, order._id, item, reservation);
  switch (kind) {
    case 'confirm':
      return holdUnless(holdAgain, () => stock.confirm(id), { type: 'stock.confirmed', workId });
    case 'ship':
      return holdUnless(holdAgain, () => stock.ship(id, `${order._id}-shipment`), { type: 'stock.shipped', workId });
    case 'restock':
      if (order.work.some((other) => other.kind === 'ship' && isOpen(other))) {
        throw new Error('The catalog has not recorded the shipment yet');
      }
      await stock.restock(`${order._id}-return`, lines);
      return { fact: { type: 'stock.restocked', workId } };
    case 'stockHold':
      return holdAgain();
    default:
      await stock.release(id);
      return { fact: { type: 'stock.released', workId } };
  }
};

/** Takes a step on the reservation, and holds the goods again when their hold has lapsed. */
const holdUnless = async (
  holdAgain: () => Promise<StepResult | null>,
  step: () => Promise<boolean>,
  done: OrderFact,
): Promise<StepResult | null> => {
  if (await step()) return { fact: done };
  const held = await holdAgain();
  if (!held?.isHeld) return held;
  if (await step()) return { fact: done, isHeld: true };
  throw new Error('The hold expired again immediately');
};

/**
 * Holds the goods of an order, or prolongs their hold. The order is read first: goods that left or were released meanwhile
 * must not be held again.
 */
const hold = async (
  { store, stock, isBackorderAllowed }: StockDependencies,
  orderId: string,
  { id: workId }: WorkItem,
  { id, lines, expiresAt }: OrderReservation,
): Promise<StepResult | null> => {
  const order = await store.read(orderId);
  const item = order && findWorkItem(order.work, workId);
  if (!item || !isOpen(item)) return null;
  const { soldOut } = await stock.hold(id, lines, expiresAt);
  if (soldOut === undefined) return { fact: { type: 'stockHold.renewed', workId }, isHeld: true };
  return { fact: { type: 'stock.soldOut', workId, isBackorderAllowed } };
};

/** Applies what came of the work. */
const applyResult = async (
  { host, timers, clock }: StockDependencies,
  orderId: string,
  { id: workId }: WorkItem,
  { fact, isHeld = false }: StepResult,
): Promise<void> => {
  const time = clock();
  const envelope = { commandId: newId(), time, actor: 'order-service' };
  await host.change(orderId, envelope, (order) => {
    const item = findWorkItem(order.work, workId);
    if (!item || !isOpen(item)) {
      const isLate = isHeld && !needsStock(order);
      return (isLate && decideOrder(order, { type: 'stock.heldLate', ...envelope }, timers)) || order;
    }
    // The work comes first: attention that is about it is withdrawn with it.
    const worked = withWork(order, workAfter(order.work, item, fact, time), time);
    const next = decideOrder(worked, { ...fact, ...envelope }, timers) ?? worked;
    return { ...next, version: order.version + 1 };
  });
};

/** Work is over with its outcome. Goods that are sold out are asked for again later. */
const workAfter = (work: WorkItem[], { id, tries, ...item }: WorkItem, { type }: OrderFact, time: Date): WorkItem[] => {
  if (type !== 'stock.soldOut') return closeWorkItem(work, id, { state: 'succeeded', tries: tries + 1 });
  const { unknownSince: _known, ...rest } = item;
  const dueAt = new Date(time.getTime() + soldOutRetryMs);
  return work.map((one) => (one.id === id ? { ...rest, id, state: 'ready', dueAt, tries: tries + 1 } : one));
};

/** Notes that nothing definite is known, and asks again later: exponential, with jitter. */
const retryLater = async (
  { host, timers, clock }: StockDependencies,
  orderId: string,
  { id: workId, tries }: WorkItem,
  cause: unknown,
): Promise<never> => {
  const time = clock();
  const retryInMs = Math.round(backoffMs(retryBackoff, tries + 1, Math.random()));
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
