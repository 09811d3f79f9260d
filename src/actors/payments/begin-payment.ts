import type { Idempotency } from '../../domain/actor-document';
import type { PaymentMethod } from '../../domain/payment';
import { faultPoint } from '../../observability/fault-point';
import type { Request } from '../../ports/request';
import { newDocument } from '../host/apply-decision';
import { assertSameRequest, toEnvelope, toIdempotency } from '../host/idempotency';
import type { PaymentTerms } from '../orders/order-actor';
import { beginPaymentDocument, hasAnswer } from './payment-decisions';
import type { PaymentDependencies } from './payment-dependencies';
import { type PaymentDocument, paymentVersions } from './payment-document';
import {
  findInstrument,
  type GatewayInstrument,
  type Instrument,
  type SealedInstrument,
  sealInstrument,
} from './payment-instrument';
import { endWaitingPayment } from './replace-payment';
import { selectReturnUrl } from './return-url';

/** What a client sends to pay an order. */
export interface BeginPaymentRequest extends Instrument {
  orderId: string;
  amount: number;
  currency?: string;
  paymentMethod: PaymentMethod;
  /** False: authorize now, capture later. */
  capture?: boolean;
  /** Where the customer returns to after a step at their bank; one of the allowed pages, or below it. */
  returnUrl?: string;
}

/** A payment, and whether an earlier request made it. */
export interface BegunPayment {
  payment: PaymentDocument;
  replayed: boolean;
}

/**
 * Begins a payment, or finds the one that the same request began, and waits up to `waitMs` for its outcome.
 * @throws DomainError `payment-in-progress`, `idempotency-key-reused`, `payment-method-not-usable`,
 *   `return-url-not-allowed`, and what the order refuses
 */
export const beginPayment =
  (parts: PaymentDependencies) =>
  async (request: BeginPaymentRequest, from: Request, waitMs: number): Promise<BegunPayment> => {
    selectReturnUrl(parts.returnUrls, request.returnUrl);
    const idempotency = toIdempotency('createPayment', request, from);
    const { payment, replayed } = await begin(parts, request, from, idempotency);
    return { payment: await parts.commits.waitUntil(payment, hasAnswer, waitMs), replayed };
  };

/**
 * Looks for the caller's earlier payment, and begins one only if the order has had no other since before the look:
 * an equal request may have begun and ended meanwhile, here or in another process. A payment that waits for its customer
 * is ended first. An order has few payments, so that this ends.
 */
const begin = async (
  parts: PaymentDependencies,
  request: BeginPaymentRequest,
  from: Request,
  idempotency?: Idempotency,
  replaces?: string,
): Promise<BegunPayment> => {
  const after = idempotency && (await parts.orders.findPayment(request.orderId));
  const earlier = await findEarlierPayment(parts, idempotency);
  if (earlier) return earlier;
  const { instrument, ownerId } = await findInstrument(parts, request, from.caller);
  const offer = {
    ...request,
    ...(ownerId !== undefined && { ownerId }),
    ...(after !== undefined && { after }),
    ...(replaces !== undefined && { replaces }),
  };
  const terms = await parts.orders.beginPayment(request.orderId, offer, from);
  if (!terms) return begin(parts, request, from, idempotency);
  const payment = await insert(parts, request, { terms, instrument, from, idempotency });
  if (payment) return { payment, replayed: false };
  const winner = await findEarlierPayment(parts, idempotency);
  return winner ?? begin(parts, request, from, idempotency, await endWaitingPayment(parts, terms.paymentId, from));
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
  instrument: GatewayInstrument;
  from: Request;
  idempotency: Idempotency | undefined;
}

/** Inserts the payment; null when another request was first with it. */
const insert = async (
  { host, timers, clock, returnUrls, vault }: PaymentDependencies,
  request: BeginPaymentRequest,
  { terms, instrument, from, idempotency }: PaymentGrant,
): Promise<PaymentDocument | null> => {
  faultPoint('payment-begun');
  const message = { type: 'create', ...toEnvelope(from, clock()) };
  const returnUrl = selectReturnUrl(returnUrls, request.returnUrl);
  const sealed = sealInstrument(vault, instrument, terms.paymentId);
  const empty = newPayment({ ...request, returnUrl }, terms, sealed, message.time);
  const keyed = idempotency ? { ...empty, idempotency } : empty;
  return host.create(beginPaymentDocument(keyed, message, timers), message);
};

const newPayment = (
  {
    orderId,
    paymentMethod,
    paymentMethodId,
    returnUrl,
    capture: isCaptured = true,
  }: BeginPaymentRequest & {
    returnUrl: string;
  },
  { paymentId, ...terms }: PaymentTerms,
  sealed: SealedInstrument,
  createdAt: Date,
): PaymentDocument => {
  const capture = isCaptured ? 'automatic' : 'manual';
  const paidBy = { paymentMethod, ...(paymentMethodId !== undefined && { paymentMethodId }), ...sealed };
  const payment = { _id: paymentId, orderId, ...terms, ...paidBy, capture, returnUrl, createdAt };
  return newDocument(payment, paymentVersions.written) as PaymentDocument;
};
