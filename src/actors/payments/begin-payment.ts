import type { Idempotency } from '../../domain/actor-document';
import { DomainError } from '../../domain/errors';
import type { PaymentMethod } from '../../domain/payment';
import { reach } from '../../observability/fault-point';
import type { Request } from '../../ports/request';
import { unwritten } from '../host/apply-decision';
import { assertSameRequest, commandOf, idempotencyOf } from '../host/idempotency';
import type { PaymentTerms } from '../orders/order-actor';
import { begun, isSettled } from './payment-decisions';
import type { PaymentParts } from './payment-dependencies';
import { type PaymentDocument, paymentMachineVersion } from './payment-document';
import { type Instrument, type SealedInstrument, sealedInstrument } from './payment-instrument';

/** What a client sends to pay an order. */
export interface BeginPayment extends Instrument {
  orderId: string;
  amount: number;
  currency?: string;
  paymentMethod: PaymentMethod;
  /** False: authorize now, capture later. */
  capture?: boolean;
}

/** A payment, and whether an earlier request made it. */
export interface BegunPayment {
  payment: PaymentDocument;
  replayed: boolean;
}

/**
 * Begins a payment, or finds the one that the same request began, and waits up to `waitMs` for its outcome.
 * @throws DomainError `payment-in-progress`, `idempotency-key-reused`, `payment-method-not-usable`, and what the order
 * refuses
 */
export const beginPayment =
  (parts: PaymentParts) =>
  async (request: BeginPayment, from: Request, waitMs: number): Promise<BegunPayment> => {
    const idempotency = idempotencyOf('createPayment', request, from);
    const { payment, replayed } = await begin(parts, request, from, idempotency);
    return { payment: await parts.watch.until(payment, isSettled, waitMs), replayed };
  };

/**
 * Looks for the caller's earlier payment, and begins one only if the order has had no other since before the look:
 * an equal request may have begun and ended meanwhile, here or in another process. An order has few payments, so that
 * this ends.
 */
const begin = async (
  parts: PaymentParts,
  request: BeginPayment,
  from: Request,
  idempotency?: Idempotency,
): Promise<BegunPayment> => {
  const after = idempotency && (await parts.orders.paymentOf(request.orderId));
  const earlier = await earlierOf(parts, idempotency);
  if (earlier) return earlier;
  const { sealed, ownerId } = await sealedInstrument(parts, request, from.caller);
  const offer = { ...request, ...(ownerId !== undefined && { ownerId }), ...(after !== undefined && { after }) };
  const terms = await parts.orders.beginPayment(request.orderId, offer, from);
  return terms
    ? insert(parts, request, { terms, sealed, from, idempotency })
    : begin(parts, request, from, idempotency);
};

const earlierOf = async ({ store }: PaymentParts, idempotency?: Idempotency): Promise<BegunPayment | null> => {
  const payment = idempotency && (await store.readByKey(idempotency.caller, idempotency.key));
  if (!payment) return null;
  assertSameRequest(payment.idempotency, idempotency);
  return { payment, replayed: true };
};

/** The order's consent to a payment, and what it is paid with. */
interface Granted {
  terms: PaymentTerms;
  sealed: SealedInstrument;
  from: Request;
  idempotency: Idempotency | undefined;
}

const insert = async (
  parts: PaymentParts,
  request: BeginPayment,
  { terms, sealed, from, idempotency }: Granted,
): Promise<BegunPayment> => {
  const { host, timers, clock } = parts;
  reach('payment-begun');
  const message = { type: 'create', ...commandOf(from, clock()) };
  const empty = emptyPayment(request, terms, sealed, message.time);
  const keyed = idempotency ? { ...empty, idempotency } : empty;
  const payment = await host.create(begun(keyed, message, timers), message);
  return payment ? { payment, replayed: false } : { payment: await first(parts, terms, idempotency), replayed: true };
};

const emptyPayment = (
  { orderId, paymentMethod, capture: isCaptured = true }: BeginPayment,
  { paymentId, ...terms }: PaymentTerms,
  sealed: SealedInstrument,
  createdAt: Date,
): PaymentDocument => {
  const capture = isCaptured ? 'automatic' : 'manual';
  const payment = { _id: paymentId, orderId, ...terms, paymentMethod, ...sealed, capture, createdAt };
  return unwritten(payment, paymentMachineVersion) as PaymentDocument;
};

/** Somebody was first with this payment: only the same request may share it. */
const first = async (
  parts: PaymentParts,
  { paymentId }: PaymentTerms,
  idempotency?: Idempotency,
): Promise<PaymentDocument> => {
  const earlier = await earlierOf(parts, idempotency);
  if (earlier) return earlier.payment;
  throw new DomainError('payment-in-progress', 'The order waits for another payment already', { paymentId });
};
