import type { UsableCard } from '../actors/cards/stored-cards';
import type { OrderDocument } from '../actors/orders/order-document';
import { allowedTransitions, isStaff } from '../actors/orders/order-permissions';
import type { PaymentDocument } from '../actors/payments/payment-document';
import type { ActorDocument, WorkItem } from '../domain/actor-document';
import { type Attention, attentionItems } from '../domain/attention';
import { toDecimal } from '../domain/money';
import { isOpen } from '../domain/work-item';
import { paidMinor, paymentStatusOf } from '../machines/order/order-money';
import type { Caller } from '../ports/request';
import { toAttempts } from './payments/attempt-resource';
import { toDisputes } from './payments/dispute-resource';
import { toVisibleFailure } from './payments/failure-details';
import { type OrderResources, type PaymentResources, toResource } from './to-resource';

/** Returns the items of an order, as the contract says. */
export const toOrderItems = ({ _id, items, currency }: OrderDocument): OrderResources['OrderItem'][] =>
  items.map(({ id, productId, productName, quantity, priceMinor, subtotalMinor }) => ({
    id,
    orderId: _id,
    productId,
    productName,
    quantity,
    price: toDecimal(priceMinor, currency),
    subtotal: toDecimal(subtotalMinor, currency),
  }));

/** Returns an order, as the contract says. */
export const toOrder = (order: OrderDocument, caller: Caller): OrderResources['Order'] =>
  toResource({
    id: order._id,
    userId: order.userId,
    status: order.status,
    allowedTransitions: allowedTransitions(order, caller),
    totalAmount: toDecimal(order.totalMinor, order.currency),
    paidAmount: toDecimal(paidMinor(order), order.currency),
    paymentStatus: paymentStatusOf(order),
    currency: order.currency,
    items: toOrderItems(order),
    shippingAddress: order.shippingAddress,
    billingAddress: order.billingAddress,
    paymentId: order.paymentId ?? undefined,
    cancellationReason: order.cancellationReason,
    attention: attentionFor(order, caller),
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  });

/**
 * Returns a payment, as the contract says. Card token and the gateway's own handles never leave the service; its
 * details are for its owner and for admins.
 */
export const toPayment = (payment: PaymentDocument, caller: Caller): PaymentResources['Payment'] => {
  const details = seesDetails(payment, caller) ? toVisibleFailure(payment, caller) : undefined;
  return toResource({
    id: payment._id,
    orderId: payment.orderId,
    userId: payment.userId,
    amount: toDecimal(payment.amountMinor, payment.currency),
    currency: payment.currency,
    paymentMethod: payment.paymentMethod,
    status: payment.status,
    capturedAmount: toDecimal(payment.capturedMinor, payment.currency),
    refundedAmount: toDecimal(payment.refundedMinor, payment.currency),
    refunds: payment.work.filter(isRefundOfPayment).map((refund) => toRefund(refund, payment.currency)),
    paymentMethodId: payment.paymentMethodId,
    processedAt: payment.processedAt?.toISOString(),
    nextAction: payment.nextAction,
    transactionId: details?.transactionId,
    failureReason: details?.failureReason,
    failureCode: details?.failureCode,
    ...disputesFor(payment, caller),
    attempts: isStaff(caller) ? toAttempts(payment, seesDetails(payment, caller)) : undefined,
    attention: attentionFor(payment, caller),
    createdAt: payment.createdAt.toISOString(),
    updatedAt: payment.updatedAt.toISOString(),
  });
};

/** Returns a stored card, as the contract says: enough to recognise it, for its owner and for admins. */
export const toPaymentMethod = (method: UsableCard, caller: Caller): PaymentResources['StoredMethod'] => {
  const details = seesDetails(method, caller) ? method : undefined;
  return toResource({
    id: method._id,
    userId: method.userId,
    type: method.type,
    brand: method.brand,
    last4: details?.last4,
    expMonth: details?.expMonth,
    expYear: details?.expYear,
    active: method.isActive,
    nextAction: toSetupStep(method, caller),
    createdAt: method.createdAt.toISOString(),
  });
};

/** The step that the owner must take before the card can pay; nobody else can take it. */
const toSetupStep = ({ setup, userId }: UsableCard, caller: Caller): PaymentResources['NextAction'] | undefined =>
  setup?.url !== undefined && userId === caller.userId ? { type: 'redirect', url: setup.url } : undefined;

/** Services act on orders and payments; what a card or a bank said is for the owner and for admins. */
export const seesDetails = ({ userId }: { userId: string }, caller: Caller): boolean =>
  caller.userId === userId || caller.roles.has('admin');

/** The refund of a duplicate charge is none of the payment's own: the customer was never shown that charge. */
const isRefundOfPayment = ({ kind, isDuplicateCharge }: WorkItem): boolean =>
  kind === 'refund' && isDuplicateCharge !== true;

const toRefund = (refund: WorkItem, currency: string): PaymentResources['Refund'] =>
  toResource({
    id: refund.id,
    amount: toDecimal(refund.amountMinor ?? 0, currency),
    status: isOpen(refund) ? 'pending' : refund.state === 'succeeded' ? 'succeeded' : 'failed',
    reason: refund.reason,
    createdAt: refund.createdAt.toISOString(),
  });

/** What the bank said is for staff. */
const disputesFor = (payment: PaymentDocument, caller: Caller) => {
  const { disputedMinor = 0, currency } = payment;
  const isShown = payment.disputes !== undefined && isStaff(caller);
  return {
    disputedAmount: isShown ? toDecimal(disputedMinor, currency) : undefined,
    disputes: isShown ? toDisputes(payment) : undefined,
  };
};

const attentionFor = ({ attention }: ActorDocument, caller: Caller) =>
  attention && isStaff(caller) ? toAttentionResource(attention) : undefined;

const toAttentionResource = (attention: Attention) => ({
  reason: attention.reason,
  since: attention.since.toISOString(),
  items: attentionItems(attention).map(({ since, whileOpen: _internal, ...item }) => ({
    ...item,
    since: since.toISOString(),
  })),
});
