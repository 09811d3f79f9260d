import { DomainError } from '../../domain/errors';
import { newId } from '../../domain/ids';
import { fromDecimal } from '../../domain/money';
import type { OrderStatus } from '../../domain/order';
import type { OrderMessage } from '../../machines/order/order-messages';
import type { Caller, Request } from '../../ports/request';
import { attending } from '../host/attention';
import { commandOf } from '../host/idempotency';
import { mailbox } from '../host/mailbox';
import { createOrder } from './create-order';
import { decided } from './order-decisions';
import type { OrderParts } from './order-dependencies';
import type { OrderDocument } from './order-document';
import { forbidden, illegal, notFound, notPayable, notUsable, versionMismatch } from './order-errors';
import { commandFor, isAskable, isStaff, mayAsk, mayRead } from './order-permissions';

/** A change of status that a caller asks for. `ifVersion` is the version that the caller has seen. */
export interface StatusChange {
  status: OrderStatus;
  reason?: string;
  ifVersion?: number;
}

/** What a caller would pay. `after` is the payment that the order was done with when the caller looked for an earlier one. */
export interface PaymentOffer {
  amount: number;
  currency?: string;
  /** Whose stored method would pay. */
  ownerId?: string;
  /** The payment that the caller knows of; null when there is none. */
  after?: string | null;
}

/** What a payment needs to know of its order, and whether it may begin. */
export interface PaymentTerms {
  paymentId: string;
  userId: string;
  amountMinor: number;
  currency: string;
}

export type OrderActor = ReturnType<typeof orderActor>;

/** Everything that can be asked of an order. Refusals are `DomainError`s; another user's order is not found. */
export const orderActor = (parts: OrderParts) => {
  const { store, host, clock, timers } = parts;

  const get = async (orderId: string, caller: Caller): Promise<OrderDocument> => {
    const order = await store.read(orderId);
    if (!order || !mayRead(order, caller)) throw notFound(orderId);
    return order;
  };

  const tell = (orderId: string, message: OrderMessage): Promise<OrderDocument> =>
    host.change(orderId, message, (order) => decided(order, message, timers) ?? order);

  return {
    get,
    tell,
    attending: attending(parts),
    create: createOrder(parts, mailbox()),

    /** One page, newest first; a user sees only their own. */
    list: (
      query: { userId?: string; status?: OrderStatus; after?: string; limit: number },
      caller: Caller,
    ): Promise<OrderDocument[]> => {
      if (isStaff(caller)) return store.list(query);
      const isOthers = query.userId !== undefined && query.userId !== caller.userId;
      return isOthers ? Promise.resolve([]) : store.list({ ...query, userId: caller.userId });
    },

    /** @throws DomainError `forbidden`, `illegal-transition`, `version-mismatch`, `order-not-found` */
    updateStatus: async (orderId: string, change: StatusChange, from: Request): Promise<OrderDocument> => {
      await get(orderId, from.caller);
      const message = commandIn(change, from, clock());
      return host.change(orderId, message ?? { commandId: newId() }, (order) => {
        if (change.ifVersion !== undefined && change.ifVersion !== order.version) throw versionMismatch(order);
        if (!mayAsk(change.status, from.caller)) throw forbidden(change.status);
        const next = message && decided(order, message, timers);
        if (!next) throw illegal(order, change.status, from.caller);
        return next;
      });
    },

    /** The payment that the order was paid by, or saw fail last. One that it waits for may end at any moment. */
    paymentOf: async (orderId: string): Promise<string | null> => {
      const order = await store.load(orderId);
      return order && !isWaiting(order) ? order.paymentId : null;
    },

    /**
     * Begins a payment: the one place where state, caller, amount and currency are checked. The order keeps the id of
     * the payment that it waits for, and answers with it when asked again. Null when another payment has ended since
     * `after`: it may be the caller's own.
     * @throws DomainError `order-not-found`, `order-not-payable`, `amount-mismatch`, `currency-mismatch`,
     *   `payment-method-not-usable`
     */
    beginPayment: async (orderId: string, offer: PaymentOffer, from: Request): Promise<PaymentTerms | null> => {
      const message = { type: 'beginPayment' as const, paymentId: newId(), ...commandOf(from, clock()) };
      const order = await host.change(orderId, message, (stored) => {
        if (!mayRead(stored, from.caller)) throw notFound(orderId);
        if (isOvertaken(stored, offer)) return stored;
        assertPayable(stored, offer);
        const next = isWaiting(stored) ? stored : decided(stored, message, timers);
        if (!next) throw notPayable(stored);
        return next;
      });
      const { paymentId } = order;
      if (paymentId === null || !(isWaiting(order) || paymentId === message.paymentId)) return null;
      return { paymentId, userId: order.userId, amountMinor: order.totalMinor, currency: order.currency };
    },

    /** Whether the order still waits for this payment. What is cached may be old: only what a majority has now says no. */
    awaits: async (orderId: string, paymentId: string): Promise<boolean> => {
      const waits = (order: OrderDocument | null) => order?.status === 'pending' && order.paymentId === paymentId;
      return waits(await store.load(orderId)) || waits(await store.read(orderId));
    },
  };
};

/** The command that asks for a status; null when no command does. */
const commandIn = ({ status, reason }: StatusChange, from: Request, time: Date): OrderMessage | null => {
  if (!isAskable(status)) return null;
  const command = { type: commandFor[status], ...commandOf(from, time) };
  const why = status === 'cancelled' ? (reason ?? 'requested') : reason;
  return { ...command, ...(why !== undefined && { reason: why }) } as OrderMessage;
};

const isWaiting = ({ status, paymentId }: OrderDocument): boolean => status === 'pending' && paymentId !== null;

const isOvertaken = (order: OrderDocument, { after }: PaymentOffer): boolean =>
  after !== undefined && after !== order.paymentId && !isWaiting(order);

const assertPayable = (order: OrderDocument, { amount, currency, ownerId }: PaymentOffer): void => {
  if (order.status !== 'pending' && order.status !== 'payment_failed') throw notPayable(order);
  if (currency !== undefined && currency !== order.currency) {
    throw new DomainError('currency-mismatch', `The order is in ${order.currency}`);
  }
  if (fromDecimal(amount, order.currency) !== order.totalMinor) {
    throw new DomainError('amount-mismatch', 'The amount must be the total of the order');
  }
  if (ownerId !== undefined && ownerId !== order.userId) throw notUsable();
};
