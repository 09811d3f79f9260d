import type { Idempotency } from '../../domain/actor-document';
import { DomainError } from '../../domain/errors';
import type { PaymentMethod } from '../../domain/payment';
import { faultPoint } from '../../observability/fault-point';
import type { Request } from '../../ports/request';
import { newDocument } from '../host/apply-decision';
import { assertSameRequest, toEnvelope, toIdempotency } from '../host/idempotency';
import type { PaymentTerms } from '../orders/order-actor';
import { beginPaymentDocument, hasAnswer } from './payment-decisions';
import type { PaymentDependencies } from './payment-dependencies';
import { type PaymentDocument, paymentMachineVersion } from './payment-document';
import { type Instrument, type SealedInstrument, sealInstrument } from './payment-instrument';

/** What a client sends to pay an order. */
export interface BeginPaymentRequest extends Instrument {
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
  (parts: PaymentDependencies) =>
  async (request: BeginPaymentRequest, from: Request, waitMs: number): Promise<BegunPayment> => {
    const idempotency = toIdempotency('createPayment', request, from);
    const { payment, replayed } = await begin(parts, request, from, idempotency);
    return { payment: await parts.commits.waitUntil(payment, hasAnswer, waitMs), replayed };
  };

/**
 * Looks for the caller's earlier payment, and begins one only if the order has had no other since before the look:
 * an equal request may have begun and ended meanwhile, here or in another process. An order has few payments, so that
 * this ends.
 */
const begin = async (
  parts: PaymentDependencies,
  request: BeginPaymentRequest,
  from: Request,
  idempotency?: Idempotency,
): Promise<BegunPayment> => {
  const after = idempotency && (await parts.orders.findPayment(request.orderId));
  const earlier = await findEarlierPayment(parts, idempotency);
  if (earlier) return earlier;
  const { sealed, ownerId } = await sealInstrument(parts, request, from.caller);
  const offer = { ...request, ...(ownerId !== undefined && { ownerId }), ...(after !== undefined && { after }) };
  const terms = await parts.orders.beginPayment(request.orderId, offer, from);
  return terms
    ? insert(parts, request, { terms, sealed, from, idempotency })
    : begin(parts, request, from, idempotency);
};

const findEarlierPayment = async (
  { store }: PaymentDependencies,
  idempotency?: Idempotency,
): Promise<BegunPayment | null> => {
  const payment = idempotency && (await store.readByKey(idempotency.caller, idempotency.key));
  if (!payment) return null;
  assertSameRequest(payment.idempotency, idempotency);
  return { payment, replayed: true };
};

/** The order's consent to a payment, and what it is paid with. */
interface PaymentGrant {
  terms: PaymentTerms;
  sealed: SealedInstrument;
  from: Request;
  idempotency: Idempotency | undefined;
}

const insert = async (
  parts: PaymentDependencies,
  request: BeginPaymentRequest,
  { terms, sealed, from, idempotency }: PaymentGrant,
): Promise<BegunPayment> => {
  const { host, timers, clock } = parts;
  faultPoint('payment-begun');
  const message = { type: 'create', ...toEnvelope(from, clock()) };
  const empty = newPayment(request, terms, sealed, message.time);
  const keyed = idempotency ? { ...empty, idempotency } : empty;
  const payment = await host.create(beginPaymentDocument(keyed, message, timers), message);
  return payment
    ? { payment, replayed: false }
    : { payment: await findWinner(parts, terms, idempotency), replayed: true };
};

const newPayment = (
  { orderId, paymentMethod, capture: isCaptured = true }: BeginPaymentRequest,
  { paymentId, ...terms }: PaymentTerms,
  sealed: SealedInstrument,
  createdAt: Date,
): PaymentDocument => {
  const capture = isCaptured ? 'automatic' : 'manual';
  const payment = { _id: paymentId, orderId, ...terms, paymentMethod, ...sealed, capture, createdAt };
  return newDocument(payment, paymentMachineVersion) as PaymentDocument;
};

/** Somebody was first with this payment: only the same request may share it. */
const findWinner = async (
  parts: PaymentDependencies,
  { paymentId }: PaymentTerms,
  idempotency?: Idempotency,
): Promise<PaymentDocument> => {
  const earlier = await findEarlierPayment(parts, idempotency);
  if (earlier) return earlier.payment;
  throw new DomainError('payment-in-progress', 'The order waits for another payment already', { paymentId });
};
