import type { ActorHost } from '../actors/host/actor-host';
import type { Timers } from '../actors/host/apply-decision';
import { deriveId } from '../actors/host/derived-id';
import { decideOrder } from '../actors/orders/order-decisions';
import type { OrderDocument } from '../actors/orders/order-document';
import type { Divergence } from '../domain/divergence';
import { newId } from '../domain/ids';
import type { Logger } from '../observability/logger';
import type { Clock } from '../ports/clock';
import type { Reservation, Stock } from '../ports/stock';
import type { ActorStore, DivergenceStore, ReservedOrders } from '../ports/stores';
import { type Comparison, compareReservation, hasStockWork } from './compare-reservation';
import { mergeJoin } from './merge-join';

export interface StockReconciliationDependencies {
  store: Pick<ActorStore<OrderDocument>, 'read' | 'markAttention'>;
  reserved: ReservedOrders;
  host: ActorHost<OrderDocument>;
  stock: Pick<Stock, 'find' | 'list' | 'release'>;
  divergences: DivergenceStore;
  timers: Timers;
  holdMs: number;
  clock: Clock;
  logger: Logger;
}

const pageMax = 100;
/**
 * So many divergences of one run are repaired, and so many recorded. When there are more, one side has lost its data: to
 * release or to confirm by its word would do harm.
 */
const repairsMax = 100;
const findingsMax = 1_000;

/**
 * Compares the reservations of the stock service with the orders: both lists are read once, sorted by the reservation's id,
 * a page of each in memory. Each difference is read again before it counts, since the two lists are of different moments.
 */
export const createStockReconciliation =
  (dependencies: StockReconciliationDependencies) =>
  async (stopping?: AbortSignal): Promise<void> => {
    const { reserved, stock, logger } = dependencies;
    const first = await stock.list({ limit: pageMax });
    if (!first) return logger.info({ event: 'stock.not_listed' }, 'the catalog does not list reservations');
    await closeSettled(dependencies);
    let findings = 0;
    const pairs = mergeJoin(
      { pages: readReservations(stock, first), idOf: ({ id }) => id },
      { pages: reserved.readAll(), idOf: (order) => order.stock?.reservationId ?? '' },
    );
    for await (const { left: reservation, right: order } of pairs) {
      if (stopping?.aborted) return;
      if (!compareReservation({ reservation, order }, toTerms(dependencies))) continue;
      const id = reservation?.id ?? order?.stock?.reservationId ?? '';
      findings += await record(dependencies, id, findings < repairsMax);
      if (findings < findingsMax) continue;
      logger.error({ event: 'stock.reconciliation_stopped', findings }, 'too many divergences: one side lost its data');
      return;
    }
  };

async function* readReservations(stock: Pick<Stock, 'list'>, first: Reservation[]): AsyncGenerator<Reservation[]> {
  for (let page: Reservation[] | null = first; page && page.length > 0; ) {
    yield page;
    const after: string | undefined = page.at(-1)?.id;
    page = page.length < pageMax || after === undefined ? null : await stock.list({ after, limit: pageMax });
  }
}

const toTerms = ({ clock, holdMs }: StockReconciliationDependencies) => ({ now: clock(), holdMs });

/** Records a divergence that is still there, and repairs it once. Returns how many divergences it found. */
const record = async (
  dependencies: StockReconciliationDependencies,
  reservationId: string,
  mayRepair: boolean,
): Promise<0 | 1> => {
  const { divergences, clock } = dependencies;
  const seen = await readBoth(dependencies, reservationId);
  const found = compareReservation(seen, toTerms(dependencies));
  if (!found) return 0;
  const time = clock();
  const stored = await divergences.keep({ _id: toRecordId(found, seen), ...found, isOpen: true, firstSeenAt: time });
  if (stored.triedAt !== undefined || !mayRepair) return 1;
  const isRepaired = await repair(dependencies, found, reservationId);
  await divergences.note(stored._id, { triedAt: time, ...(isRepaired && { repairedAt: time }) });
  return 1;
};

/** A change of either side makes another divergence of it. */
const toRecordId = (
  { kind, orderId = '', reservationId = '' }: Divergence,
  { order, reservation }: Comparison,
): string => deriveId(kind, orderId, reservationId, JSON.stringify([order?.updatedAt, reservation?.heldAt]));

/** Reads both sides as they are now. A reservation from before orders noted theirs has the id of its order. */
const readBoth = async (
  { store, reserved, stock }: StockReconciliationDependencies,
  reservationId: string,
): Promise<Comparison> => {
  const reservation = await stock.find(reservationId);
  const order = (await reserved.find(reservationId)) ?? (await store.read(reservationId));
  return { order, reservation };
};

/** Returns whether the divergence is repaired; an order repairs a missing reservation by its own work. */
const repair = async (
  { store, stock, host, timers, clock, logger }: StockReconciliationDependencies,
  { kind, orderId }: Divergence,
  reservationId: string,
): Promise<boolean> => {
  if (kind === 'reservation-orphan') {
    await stock.release(reservationId);
    logger.warn({ event: 'stock.orphan_released', reservationId, orderId }, 'released stock that no order needs');
    return true;
  }
  if (orderId === undefined) return false;
  if (kind === 'quantity-mismatch') {
    await store.markAttention(orderId, 'stock-mismatch');
    return false;
  }
  const message = { type: 'stock.missing', commandId: newId(), time: clock(), actor: 'order-service' };
  await host.change(orderId, message, (order) =>
    hasStockWork(order, message.time) ? order : (decideOrder(order, message, timers) ?? order),
  );
  logger.warn({ event: 'stock.reservation_missing', reservationId, orderId }, 'stock is reserved again for an order');
  return false;
};

/** Closes the divergences that are gone. */
const closeSettled = async (dependencies: StockReconciliationDependencies): Promise<void> => {
  const { divergences, clock } = dependencies;
  for (const { _id, reservationId } of await divergences.listOpen(findingsMax)) {
    const isLeft = reservationId !== undefined && (await isDiverged(dependencies, reservationId));
    if (!isLeft) await divergences.note(_id, { repairedAt: clock() });
  }
};

const isDiverged = async (dependencies: StockReconciliationDependencies, reservationId: string): Promise<boolean> => {
  const seen = await readBoth(dependencies, reservationId);
  const isMoving = seen.order !== null && hasStockWork(seen.order, dependencies.clock());
  return isMoving || compareReservation(seen, toTerms(dependencies)) !== null;
};
