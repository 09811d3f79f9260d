import { DomainError } from '../domain/errors';
import { newId } from '../domain/ids';
import { fromDecimal } from '../domain/money';
import type { Payment, PaymentMethod, PaymentStatus } from '../domain/payment';
import type { ActorDocument, Work } from '../machines/actor-document';
import { decider } from '../machines/decide';
import type { Message } from '../machines/messages';
import { paymentMachine } from '../machines/payment/payment-machine';
import type { OrderClosing, PaymentMessage } from '../machines/payment/payment-messages';
import { refundableMinor } from '../machines/payment/payment-rules';
import { isOpen, workOf } from '../machines/work';
import type { ActorHost } from './actor-host';
import { type Charging, chargeProtocol } from './charge-protocol';
import { assertSameRequest, idempotencyOf } from './idempotency';
import { nextDocument, type Timers, unwritten } from './next-document';
import { isStaff, type OrderActor } from './order-actor';
import type { ActorStore, Caller, Clock, PaymentGateway, Request, Vault } from './ports';
import type { Watch } from './watch';

/** A payment as it is stored. */
export type PaymentDocument = Payment & ActorDocument & { status: PaymentStatus };

/** The version of the payment machine that documents are written with; older ones are upcast when they are read. */
export const paymentMachineVersion = 1;

const machine = decider<PaymentDocument, Message<{ type: string }>, typeof paymentMachine>(paymentMachine);

export interface PaymentParts {
  store: ActorStore<PaymentDocument>;
  host: ActorHost<PaymentDocument>;
  watch: Watch<PaymentDocument>;
  /** The one port between the two services. */
  orders: Pick<OrderActor, 'beginPayment' | 'awaits'>;
  gateway: PaymentGateway;
  vault: Vault;
  timers: Timers;
  clock: Clock;
}

/** What a client sends to pay an order. */
export interface BeginPayment {
  orderId: string;
  amount: number;
  currency?: string;
  paymentMethod: PaymentMethod;
  cardToken: string;
}

export type PaymentActor = ReturnType<typeof paymentActor>;

/** Everything that can be asked of a payment. Refusals are `DomainError`s; another user's payment is not found. */
export const paymentActor = (parts: PaymentParts) => {
  const { store, host } = parts;

  const get = async (paymentId: string, caller: Caller): Promise<PaymentDocument> => {
    const payment = await store.read(paymentId);
    if (!payment || !(isStaff(caller) || payment.userId === caller.userId)) throw notFound(paymentId);
    return payment;
  };

  const tell = (paymentId: string, message: PaymentMessage): Promise<PaymentDocument> =>
    host.change(paymentId, message, (payment) => decided(payment, message, parts.timers));

  const charging: Charging = { ...parts, tell };

  return {
    get,
    tell,
    begin: (request: BeginPayment, from: Request, waitMs: number) => begin(parts, request, from, waitMs),
    refund: async (paymentId: string, request: RefundRequest, from: Request, waitMs: number) => {
      await get(paymentId, from.caller);
      return refund(parts, paymentId, request, from, waitMs);
    },

    /** The payments of one order, newest first. */
    listOfOrder: async (orderId: string, caller: Caller): Promise<PaymentDocument[]> => {
      const payments = await store.list({ orderId, limit: paymentsOfOrderMax });
      return isStaff(caller) ? payments : payments.filter(({ userId }) => userId === caller.userId);
    },

    /** The order wants no money any more: every payment of it, or the one that is named, answers. */
    close: async (orderId: string, closing: OrderClosing, envelope: Omit<Message, 'type'>): Promise<void> => {
      const payments = await store.list({ orderId, limit: paymentsOfOrderMax });
      const concerned = payments.filter(
        ({ _id }) => closing.type !== 'order.payment_rejected' || _id === closing.paymentId,
      );
      await Promise.all(concerned.map(({ _id }) => tell(_id, { ...closing, ...envelope })));
    },

    /** Does one piece of work that is due. Safe to repeat: the claim reads the payment again, and the gateway knows the key. */
    work: (paymentId: string, workId: string): Promise<void> => chargeProtocol(charging, paymentId, workId),
  };
};

/** More payments than any order begins: the declines of one order are bounded. */
const paymentsOfOrderMax = 100;

const begin = async (
  { store, host, watch, orders, vault, timers, clock }: PaymentParts,
  request: BeginPayment,
  from: Request,
  waitMs: number,
): Promise<{ payment: PaymentDocument; replayed: boolean }> => {
  const idempotency = idempotencyOf('createPayment', request, from);
  const earlier = idempotency && (await store.readByKey(idempotency.caller, idempotency.key));
  if (idempotency && earlier) {
    assertSameRequest(earlier.idempotency, idempotency);
    return { payment: await watch.until(earlier, isSettled, waitMs), replayed: true };
  }

  const { paymentId, ...terms } = await orders.beginPayment(request.orderId, request, from);
  const message = { type: 'create', commandId: newId(), time: clock(), actor: from.caller.userId, ...traceOf(from) };
  const empty = {
    ...unwritten(
      {
        _id: paymentId,
        orderId: request.orderId,
        ...terms,
        paymentMethod: request.paymentMethod,
        sealedToken: vault.seal(request.cardToken),
        capture: 'automatic' as const,
        createdAt: message.time,
      },
      paymentMachineVersion,
    ),
    ...(idempotency && { idempotency }),
  };
  const document = nextDocument(empty as PaymentDocument, machine.begin(empty), message, timers);
  const payment = await host.create(document, message);
  if (payment) return { payment: await watch.until(payment, isSettled, waitMs), replayed: false };

  return {
    payment: await watch.until(await sameRequest(store, paymentId, idempotency), isSettled, waitMs),
    replayed: true,
  };
};

/** Somebody was first with this payment: only the same request may share it. */
const sameRequest = async (
  store: ActorStore<PaymentDocument>,
  paymentId: string,
  idempotency: ReturnType<typeof idempotencyOf>,
): Promise<PaymentDocument> => {
  const first =
    (idempotency && (await store.readByKey(idempotency.caller, idempotency.key))) ?? (await store.read(paymentId));
  if (!first || !idempotency || first.idempotency?.key !== idempotency.key) {
    throw new DomainError('payment-in-progress', 'The order waits for another payment already', { paymentId });
  }
  assertSameRequest(first.idempotency, idempotency);
  return first;
};

/** What a client sends to give money back: all that is left, unless an amount is named. */
export interface RefundRequest {
  amount?: number;
  reason?: string;
}

const refund = async (
  { host, watch, timers, clock }: PaymentParts,
  paymentId: string,
  request: RefundRequest,
  from: Request,
  waitMs: number,
): Promise<{ payment: PaymentDocument; refund: Work; replayed: boolean }> => {
  const commandId = newId();
  const idempotency = idempotencyOf(`refundPayment ${paymentId}`, request, from);
  const keyed = ({ work }: PaymentDocument) =>
    work.find(
      (one) => idempotency && one.idempotency?.key === idempotency.key && one.idempotency.caller === idempotency.caller,
    );

  const payment = await host.change(paymentId, { commandId }, (stored) => {
    const earlier = keyed(stored);
    if (earlier && idempotency) {
      assertSameRequest(earlier.idempotency, idempotency);
      return stored;
    }
    const message = {
      ...{ type: 'refund' as const, workId: `refund-${commandId}`, amountMinor: refundAmount(stored, request) },
      ...(request.reason !== undefined && { reason: request.reason }),
      ...{ commandId, time: clock(), actor: from.caller.userId, ...traceOf(from) },
    };
    return withKey(decided(stored, message, timers), message.workId, idempotency);
  });
  const workId = keyed(payment)?.id ?? `refund-${commandId}`;
  const isOver = ({ work }: PaymentDocument) => !work.some((one) => one.id === workId && isOpen(one));
  const settled = await watch.until(payment, isOver, waitMs);
  const work = workOf(settled.work, workId);
  if (!work) throw new DomainError('version-conflict', `Refund ${workId} is not there`);
  return { payment: settled, refund: work, replayed: work.commandId !== commandId };
};

const withKey = (payment: PaymentDocument, workId: string, idempotency: ReturnType<typeof idempotencyOf>) =>
  idempotency === undefined
    ? payment
    : { ...payment, work: payment.work.map((one) => (one.id === workId ? { ...one, idempotency } : one)) };

const refundAmount = (payment: PaymentDocument, { amount }: RefundRequest): number => {
  if (payment.status !== 'processed') {
    throw new DomainError('payment-not-refundable', `A payment that is ${payment.status} cannot be refunded`);
  }
  const left = refundableMinor(payment);
  const amountMinor = amount === undefined ? left : fromDecimal(amount, payment.currency);
  if (amountMinor > 0 && amountMinor <= left) return amountMinor;
  throw new DomainError(
    'refund-exceeds-captured',
    'A refund must be above zero and within what is left of the payment',
  );
};

const decided = (payment: PaymentDocument, message: Message, timers: Timers): PaymentDocument => {
  const decision = machine.decide(payment.status, payment, message);
  if (decision) return nextDocument(payment, decision, message, timers);
  throw new DomainError('illegal-transition', `A payment that is ${payment.status} does not accept ${message.type}`, {
    allowedTransitions: [],
  });
};

const isSettled = ({ status, nextAction }: PaymentDocument): boolean =>
  status !== 'pending' || nextAction !== undefined;
const traceOf = ({ traceparent }: Request) => (traceparent === undefined ? {} : { traceparent });
const notFound = (paymentId: string) => new DomainError('payment-not-found', `There is no payment ${paymentId}`);
