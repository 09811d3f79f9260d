import type { StockWorkKind } from '../../domain/actor-document';
import { type Order, type OrderStock, reservedStates, type StockState } from '../../domain/order';
import type { OrderMessage } from './order-messages';

type ActionArgs = { context: Order; event: OrderMessage };

/** Asks for work on the stock of the order, once; an order without counted stock has none. */
export const requestStock = (kind: StockWorkKind) => ({
  type: 'stock' as const,
  params: ({ context }: ActionArgs) => (context.stock ? { id: kind, kind } : null),
});

/** Asks for a release of goods that were held too late, however often that happens. */
export const releaseLateStock = {
  type: 'stock' as const,
  params: ({ event }: ActionArgs) => ({ id: `release-${event.commandId}`, kind: 'release' as const }),
};

/** Confirms the goods again: the stock service has lost their reservation. */
export const confirmStockAgain = {
  type: 'stock' as const,
  params: ({ event }: ActionArgs) => ({ id: `confirm-${event.commandId}`, kind: 'confirm' as const }),
};

/** Renews the hold at once: its order outlives the payment window. */
export const renewHold = {
  type: 'schedule' as const,
  params: ({ context, event }: ActionArgs) =>
    context.stock ? { timer: 'stockHold' as const, dueAt: event.time } : null,
};

/** An operator must look: goods were shipped that the catalog does not have. */
export const reportMissingStock = {
  type: 'needsAttention' as const,
  params: ({ event }: ActionArgs) => attentionFor(event, 'stock-missing'),
};

/** An operator must look: the catalog has given no definite answer for long. */
export const reportUnknownStock = {
  type: 'needsAttention' as const,
  params: ({ event }: ActionArgs) => attentionFor(event, 'stock-unknown'),
};

/** The catalog has answered work that stays open. */
export const withdrawUnknownStock = {
  type: 'withdrawAttention' as const,
  params: ({ event }: ActionArgs) => ({ id: attentionId(event) }),
};

const attentionFor = (event: OrderMessage, reason: string) => ({
  id: attentionId(event),
  reason,
  whileOpen: workIdOf(event),
});
const attentionId = (event: OrderMessage): string => `stock-${workIdOf(event)}`;
const workIdOf = (event: OrderMessage): string => ('workId' in event ? event.workId : '');

const stateAfter: Partial<Record<OrderMessage['type'], StockState>> = {
  'stock.confirmed': 'confirmed',
  'stock.soldOut': 'backordered',
  'stock.shipped': 'shipped',
  'stock.released': 'released',
  'stock.restocked': 'restocked',
};

/** Returns whether goods may be reserved for the order: they have neither left nor been released yet. */
export const isReserved = ({ stock }: Pick<Order, 'stock'>): boolean =>
  stock !== undefined && reservedStates.includes(stock.state);

/** Returns whether the order needs its reservation: it has not ended, and its goods have not left. */
export const needsStock = (order: Pick<Order, 'status' | 'stock'>): boolean =>
  isReserved(order) && order.status !== 'cancelled' && order.status !== 'refunded';

/** Returns the stock of the order after a fact about it. */
export const stockAfter = (stock: OrderStock | undefined, { type }: OrderMessage): { stock?: OrderStock } => {
  const state = stateAfter[type];
  return stock && state ? { stock: { ...stock, state } } : {};
};
