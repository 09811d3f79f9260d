import { DomainError } from '../domain/errors';
import { newId } from '../domain/ids';
import { fromDecimal } from '../domain/money';
import type { Order, OrderStatus } from '../domain/order';
import type { ActorDocument } from '../machines/actor-document';
import { decider } from '../machines/decide';
import type { Message } from '../machines/messages';
import { orderMachine } from '../machines/order/order-machine';
import type { OrderCommand, OrderMessage } from '../machines/order/order-messages';
import { claimed, closed, workOf } from '../machines/work';
import type { ActorHost } from './actor-host';
import { Again } from './again';
import { assertSameRequest, idempotencyOf } from './idempotency';
import { nextDocument, type Timers, unwritten, withWork } from './next-document';
import { type CreateOrder, type Offer, placeOrder } from './place-order';
import type { ActorStore, Caller, Catalog, Clock, Request } from './ports';

/** An order as it is stored. */
export type OrderDocument = Order & ActorDocument & { status: OrderStatus };

/** The version of the order machine that documents are written with; older ones are upcast when they are read. */
export const orderMachineVersion = 1;

const machine = decider<OrderDocument, Message<{ type: string }>, typeof orderMachine>(orderMachine);

export interface OrderParts {
  store: ActorStore<OrderDocument>;
  host: ActorHost<OrderDocument>;
  offer: Offer;
  catalog: Pick<Catalog, 'release'>;
  timers: Timers;
  clock: Clock;
}

/** A change of status that a caller asks for. `ifVersion` is the version that the caller has seen. */
export interface StatusChange {
  status: OrderStatus;
  reason?: string;
  ifVersion?: number;
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
  const { store, host, clock } = parts;

  const get = async (orderId: string, caller: Caller): Promise<OrderDocument> => {
    const order = await store.read(orderId);
    if (!order || !mayRead(order, caller)) throw notFound(orderId);
    return order;
  };

  const tell = (orderId: string, message: OrderMessage): Promise<OrderDocument> =>
    host.change(orderId, message, (order) => answered(order, message, parts.timers));

  return {
    get,
    tell,
    create: (request: CreateOrder, from: Request) => create(parts, request, from),

    /** One page, newest first; a user sees only their own. */
    list: (
      query: { userId?: string; status?: OrderStatus; after?: string; limit: number },
      caller: Caller,
    ): Promise<OrderDocument[]> => store.list(isStaff(caller) ? query : { ...query, userId: caller.userId }),

    /** @throws DomainError `forbidden`, `illegal-transition`, `version-mismatch`, `order-not-found` */
    updateStatus: async (orderId: string, change: StatusChange, from: Request): Promise<OrderDocument> => {
      await get(orderId, from.caller);
      const message = { ...commandFor(change), ...envelope(from, clock()) };
      return host.change(orderId, message, (order) => {
        if (change.ifVersion !== undefined && change.ifVersion !== order.version) throw versionMismatch(order);
        if (!mayAsk(change.status, from.caller)) throw forbidden(change.status);
        if (message.type === 'none') throw illegal(order, change.status, from.caller);
        const next = decided(order, message, parts.timers);
        if (next === null) throw illegal(order, change.status, from.caller);
        return next;
      });
    },

    /**
     * Begins a payment: the one place where state, caller, amount and currency are checked. The order keeps the id of
     * the payment that it waits for, and answers with it when asked again.
     * @throws DomainError `order-not-found`, `order-not-payable`, `amount-mismatch`, `currency-mismatch`
     */
    beginPayment: async (
      orderId: string,
      { amount, currency }: { amount: number; currency?: string },
      from: Request,
    ): Promise<PaymentTerms> => {
      const message = { type: 'beginPayment' as const, paymentId: newId(), ...envelope(from, clock()) };
      const order = await host.change(orderId, message, (stored) => {
        assertPayable(stored, { amount, ...(currency !== undefined && { currency }) }, from.caller);
        const isWaiting = stored.status === 'pending' && stored.paymentId !== null;
        return isWaiting ? stored : answered(stored, message, parts.timers);
      });
      const paymentId = order.paymentId ?? message.paymentId;
      return { paymentId, userId: order.userId, amountMinor: order.totalMinor, currency: order.currency };
    },

    /** Whether the order still waits for this payment. */
    awaits: async (orderId: string, paymentId: string): Promise<boolean> => {
      const order = await store.load(orderId);
      return order?.status === 'pending' && order.paymentId === paymentId;
    },

    /** Does one piece of work that is due. Safe to repeat: the document is asked first. */
    work: async (orderId: string, workId: string): Promise<void> => {
      const order = await store.load(orderId);
      const work = order && workOf(order.work, workId);
      if (!work?.dueAt || work.dueAt > clock()) return;
      if (work.kind === 'paymentWindow') {
        const commandId = `${orderId}-${workId}`;
        await tell(orderId, { type: 'paymentWindow.closed', commandId, time: clock(), actor: 'timer' });
      }
      if (work.kind === 'release') await release(parts, orderId, workId);
    },
  };
};

const create = async (
  { store, host, offer, catalog, timers, clock }: OrderParts,
  request: CreateOrder,
  from: Request,
): Promise<{ order: OrderDocument; replayed: boolean }> => {
  if (request.userId !== from.caller.userId && !isStaff(from.caller)) throw forbidden('an order of another user');
  const idempotency = idempotencyOf('createOrder', request, from);
  const replay = async () => {
    const first = idempotency && (await store.readByKey(idempotency.caller, idempotency.key));
    if (!idempotency || !first) return null;
    assertSameRequest(first.idempotency, idempotency);
    return { order: first, replayed: true };
  };
  const earlier = await replay();
  if (earlier) return earlier;

  const message = { type: 'create', ...envelope(from, clock()) };
  const placed = await placeOrder(offer, request, { id: newId(), now: message.time });
  const empty = { ...unwritten(placed, orderMachineVersion), ...(idempotency && { idempotency }) };
  const document = nextDocument(empty as OrderDocument, machine.begin(empty), message, timers);
  const order = await host.create(document, message);
  if (order) return { order, replayed: false };

  // Another request with this key was first: what this one reserved is given back.
  await catalog.release(placed._id).catch(() => {});
  const winner = await replay();
  if (!winner) throw new DomainError('version-conflict', `Order ${placed._id} could not be stored`);
  return winner;
};

const release = async ({ host, catalog, clock }: OrderParts, orderId: string, workId: string): Promise<void> => {
  const token = newId();
  const now = clock();
  const taken = await host.change(orderId, { commandId: token }, (order) => {
    const work = claimed(order.work, { workId, token, now, until: new Date(now.getTime() + releaseMs) });
    return work ? withWork(order, work, now) : order;
  });
  if (workOf(taken.work, workId)?.claimedBy !== token) return;
  await catalog.release(orderId).catch((cause: unknown) => {
    throw new Again(releaseMs, `The stock of ${orderId} is still reserved`, { cause });
  });
  const done = (order: OrderDocument) => withWork(order, closed(order.work, workId, { state: 'succeeded' }), clock());
  await host.change(orderId, { commandId: newId() }, done);
};

/** How long the release of stock may take, before it is tried again. */
const releaseMs = 5_000;

const decided = (order: OrderDocument, message: Message, timers: Timers): OrderDocument | null => {
  const decision = machine.decide(order.status, order, message);
  return decision && nextDocument(order, decision, message, timers);
};

const answered = (order: OrderDocument, message: Message, timers: Timers): OrderDocument => {
  const next = decided(order, message, timers);
  if (next === null) throw notPayable(order);
  return next;
};

const commands = { cancelled: 'cancel', shipped: 'ship', delivered: 'deliver', returned: 'return' } as const;
const isAskable = (status: string): status is keyof typeof commands => status in commands;

const commandFor = ({ status, reason }: StatusChange): OrderCommand | { type: 'none' } => {
  switch (status) {
    case 'cancelled':
      return { type: 'cancel', reason: reason ?? 'requested' };
    case 'returned':
      return { type: 'return', ...(reason !== undefined && { reason }) };
    default:
      return { type: isAskable(status) ? commands[status] : 'none' } as OrderCommand | { type: 'none' };
  }
};

/** The statuses that this caller may ask for next. */
export const allowedTransitions = (status: OrderStatus, caller: Caller): OrderStatus[] => {
  const accepted = machine.accepts(status);
  const statuses = Object.keys(commands).filter(isAskable);
  return statuses.filter((next) => accepted.includes(commands[next]) && mayAsk(next, caller));
};

const ofUser: OrderStatus[] = ['cancelled', 'returned'];
const ofService: OrderStatus[] = ['shipped', 'delivered'];

const mayAsk = (status: OrderStatus, { roles }: Caller): boolean =>
  roles.has('admin') ||
  (roles.has('service') && ofService.includes(status)) ||
  (roles.has('user') && ofUser.includes(status));

/** Admins and services see every order, users their own. */
export const isStaff = ({ roles }: Caller): boolean => roles.has('admin') || roles.has('service');
const mayRead = (order: OrderDocument, caller: Caller): boolean => isStaff(caller) || order.userId === caller.userId;

const assertPayable = (
  order: OrderDocument,
  { amount, currency }: { amount: number; currency?: string },
  caller: Caller,
): void => {
  if (!mayRead(order, caller)) throw notFound(order._id);
  if (order.status !== 'pending' && order.status !== 'payment_failed') throw notPayable(order);
  if (currency !== undefined && currency !== order.currency) {
    throw new DomainError('currency-mismatch', `The order is in ${order.currency}`);
  }
  if (fromDecimal(amount, order.currency) !== order.totalMinor) {
    throw new DomainError('amount-mismatch', 'The amount must be the total of the order');
  }
};

const envelope = ({ caller, traceparent }: Request, time: Date) => ({
  commandId: newId(),
  time,
  actor: caller.userId,
  ...(traceparent !== undefined && { traceparent }),
});

const notFound = (orderId: string) => new DomainError('order-not-found', `There is no order ${orderId}`);
const forbidden = (what: string) => new DomainError('forbidden', `This caller may not ask for ${what}`);
const notPayable = ({ _id, status }: OrderDocument) =>
  new DomainError('order-not-payable', `Order ${_id} is ${status} and cannot be paid`);
const versionMismatch = ({ version }: OrderDocument) =>
  new DomainError('version-mismatch', `The order is at version ${version} now`);
const illegal = (order: OrderDocument, status: OrderStatus, caller: Caller) =>
  new DomainError('illegal-transition', `An order that is ${order.status} cannot become ${status}`, {
    allowedTransitions: allowedTransitions(order.status, caller),
  });
