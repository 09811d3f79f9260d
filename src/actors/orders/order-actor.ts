import { newId, shardKeyOf } from '../../domain/ids';
import { fromDecimal } from '../../domain/money';
import type { OrderStatus } from '../../domain/order';
import type { PaymentOffer as Offer, OrderMessage } from '../../machines/order/order-messages';
import { awaitsPayment, payRefusal } from '../../machines/order/order-rules';
import type { Caller, Request } from '../../ports/request';
import { type AttentionList, createAttentionList } from '../host/attention';
import { toEnvelope } from '../host/idempotency';
import { createMailbox } from '../host/mailbox';
import { type CreatedOrder, createOrder } from './create-order';
import { decideOrder } from './order-decisions';
import type { OrderDependencies } from './order-dependencies';
import type { OrderDocument } from './order-document';
import { forbidden, illegalTransition, orderNotFound, paymentRefused, versionMismatch } from './order-errors';
import { commandByStatus, isRepeated, isRequestable, isStaff, mayRead, mayRequest } from './order-permissions';
import { assertChargeable, type CreateOrderRequest } from './price-order';

/** A change of status that a caller asks for. `ifVersions` are the versions that the caller accepts. */
export interface StatusChange {
  status: OrderStatus;
  reason?: string;
  ifVersions?: number[];
}

/** What a caller would pay. `after` is the payment that the order was done with when the caller looked for an earlier one. */
export interface PaymentOffer {
  amount: number;
  currency?: string;
  /** Whose stored method would pay. */
  ownerId?: string;
  /** The payment that the caller knows of; null when there is none. */
  after?: string | null;
  /** A payment that the caller saw end without money: the order no longer waits for it. */
  replaces?: string;
}

/** What a payment needs to know of its order, and whether it may begin. */
export interface PaymentTerms {
  paymentId: string;
  userId: string;
  amountMinor: number;
  currency: string;
}

export interface OrderQuery {
  userId?: string;
  status?: OrderStatus;
  after?: string;
  limit: number;
}

/** The operations on orders. A refusal is a `DomainError`; an order of another user is not found. */
export interface OrderActor {
  /** Returns the order as a majority of the database has it. @throws DomainError `order-not-found` */
  get: (orderId: string, caller: Caller) => Promise<OrderDocument>;
  /** Returns one page, newest first; a user sees only their own orders. */
  list: (query: OrderQuery, caller: Caller) => Promise<OrderDocument[]>;
  /** Places an order. @throws DomainError what `createOrder` refuses */
  create: (request: CreateOrderRequest, from: Request) => Promise<CreatedOrder>;
  /** Changes the status; a caller who repeats the request gets the order as it is. @throws DomainError `forbidden`, `illegal-transition`, `version-mismatch`, `order-not-found` */
  updateStatus: (orderId: string, change: StatusChange, from: Request) => Promise<OrderDocument>;
  /** Returns the payment that the order was paid by, or whose failure it saw last; null while a payment is under way. */
  findPayment: (orderId: string) => Promise<string | null>;
  /**
   * Begins a payment: the one place where state, caller, amount and currency are checked (domain.md, "Payment
   * Processing"). The order stores the id of the payment that it waits for, and returns the same id when asked again.
   * Null when another payment has ended since `after`: it may be the caller's own.
   * @throws DomainError `order-not-found`, `order-not-payable`, `amount-mismatch`, `currency-mismatch`,
   *   `payment-method-not-usable`, `amount-not-chargeable` for an order from before the gateway had that rule
   */
  beginPayment: (orderId: string, offer: PaymentOffer, from: Request) => Promise<PaymentTerms | null>;
  /** Returns whether the order still waits for this payment. */
  isWaitingFor: (orderId: string, paymentId: string) => Promise<boolean>;
  /** Sends a message to the order's machine and returns the order as committed. */
  send: (orderId: string, message: OrderMessage) => Promise<OrderDocument>;
  /** The orders that need a person. */
  attention: AttentionList<OrderDocument>;
}

/** Creates the operations on orders. */
export const createOrderActor = (dependencies: OrderDependencies): OrderActor => {
  const { store, host, timers } = dependencies;
  return {
    get: (orderId, caller) => getOrder(dependencies, orderId, caller),
    list: (query, caller) => listOrders(dependencies, query, caller),
    create: createOrder(dependencies, createMailbox()),
    updateStatus: (orderId, change, from) => updateStatus(dependencies, orderId, change, from),
    findPayment: async (orderId) => {
      const order = await store.load(orderId);
      return order && !awaitsPayment(order) ? order.paymentId : null;
    },
    beginPayment: (orderId, offer, from) => beginPayment(dependencies, orderId, offer, from),
    // The cached document may be old: only the majority's document can say that the order no longer waits.
    isWaitingFor: async (orderId, paymentId) => {
      const waits = (order: OrderDocument | null) => order?.paymentId === paymentId && awaitsPayment(order);
      return waits(await store.load(orderId)) || waits(await store.read(orderId));
    },
    send: (orderId, message) => host.change(orderId, message, (order) => decideOrder(order, message, timers) ?? order),
    attention: createAttentionList(dependencies),
  };
};

const getOrder = async ({ store }: OrderDependencies, orderId: string, caller: Caller): Promise<OrderDocument> => {
  const order = await store.read(orderId);
  if (!order || !mayRead(order, caller)) throw orderNotFound(orderId);
  return order;
};

const listOrders = async (
  { store }: OrderDependencies,
  query: OrderQuery,
  caller: Caller,
): Promise<OrderDocument[]> => {
  if (isStaff(caller)) return store.list(query);
  if (query.userId !== undefined && query.userId !== caller.userId) return [];
  return store.list({ ...query, userId: caller.userId });
};

const updateStatus = async (
  dependencies: OrderDependencies,
  orderId: string,
  change: StatusChange,
  from: Request,
): Promise<OrderDocument> => {
  const { host, timers, clock } = dependencies;
  await getOrder(dependencies, orderId, from.caller);
  const command = toCommand(change, from, clock());
  return host.change(orderId, command ?? { commandId: newId() }, (order) => {
    if (!mayRequest(change.status, from.caller, order.userId)) throw forbidden(change.status);
    if (isRepeated(order, change.status, from.caller)) return order;
    if (change.ifVersions?.includes(order.version) === false) throw versionMismatch(order);
    const next = command && decideOrder(order, command, timers);
    if (!next) throw illegalTransition(order, change.status, from.caller);
    return next;
  });
};

const beginPayment = async (
  { host, timers, clock, amounts }: OrderDependencies,
  orderId: string,
  offer: PaymentOffer,
  from: Request,
): Promise<PaymentTerms | null> => {
  const message = {
    type: 'beginPayment' as const,
    paymentId: newId(shardKeyOf(orderId)),
    ...toEnvelope(from, clock()),
  };
  const order = await host.change(orderId, message, (stored) => {
    if (!mayRead(stored, from.caller)) throw orderNotFound(orderId);
    if (isOvertaken(stored, offer)) return stored;
    const terms = toTerms(stored, offer);
    const refusal = payRefusal(stored, terms);
    const isReplaced = offer.replaces !== undefined && offer.replaces === stored.paymentId;
    if (refusal === null && awaitsPayment(stored) && !isReplaced) return stored;
    if (refusal === null) assertChargeable(amounts, stored.totalMinor, stored.currency);
    const replaces = isReplaced ? { replaces: offer.replaces } : {};
    const next = decideOrder(stored, { ...message, ...terms, ...replaces } as OrderMessage, timers);
    if (!next) throw paymentRefused(stored, refusal ?? 'order-not-payable');
    return next;
  });
  const { paymentId } = order;
  if (paymentId === null || !(awaitsPayment(order) || paymentId === message.paymentId)) return null;
  return { paymentId, userId: order.userId, amountMinor: order.totalMinor, currency: order.currency };
};

/** The command that requests a status; null when no command leads to it. */
const toCommand = ({ status, reason }: StatusChange, from: Request, time: Date): OrderMessage | null => {
  if (!isRequestable(status)) return null;
  const command = { type: commandByStatus[status], ...toEnvelope(from, time) };
  const why = status === 'cancelled' ? (reason ?? 'requested') : reason;
  return { ...command, ...(why !== undefined && { reason: why }) } as OrderMessage;
};

const isOvertaken = (order: OrderDocument, { after }: PaymentOffer): boolean =>
  after !== undefined && after !== order.paymentId && !awaitsPayment(order);

/** What the caller offers, in minor units; the currency of the order, unless the caller names one. */
const toTerms = (order: OrderDocument, { amount, currency = order.currency, ownerId }: PaymentOffer): Offer => ({
  amountMinor: fromDecimal(amount, currency),
  currency,
  ...(ownerId !== undefined && { ownerId }),
});
