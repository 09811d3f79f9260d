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
import { toDisputes } from './payments/dispute-resource';
import { toVisibleFailure } from './payments/failure-details';

/** The items of an order, as the contract says. */
export const toOrderItems = ({ _id, items, currency }: OrderDocument) =>
  items.map(({ id, productId, productName, quantity, priceMinor, subtotalMinor }) => ({
    id,
    orderId: _id,
    productId,
    productName,
    quantity,
    price: toDecimal(priceMinor, currency),
    subtotal: toDecimal(subtotalMinor, currency),
  }));

/** An order, as the contract says. */
export const toOrder = (order: OrderDocument, caller: Caller) => ({
  id: order._id,
  userId: order.userId,
  status: order.status,
  allowedTransitions: allowedTransitions(order, caller),
  totalAmount: toDecimal(order.totalMinor, order.currency),
  paidAmount: toDecimal(paidMinor(order), order.currency),
  paymentStatus: paymentStatusOf(order),
  currency: order.currency,
  items: toOrderItems(order),
  ...present({
    shippingAddress: order.shippingAddress,
    billingAddress: order.billingAddress,
    paymentId: order.paymentId ?? undefined,
    cancellationReason: order.cancellationReason,
  }),
  ...attentionFor(order, caller),
  createdAt: order.createdAt.toISOString(),
  updatedAt: order.updatedAt.toISOString(),
});

/**
 * A payment, as the contract says. Card token and the gateway's own handles never leave the service; its details are
 * for its owner and for admins.
 */
export const toPayment = (payment: PaymentDocument, caller: Caller) => ({
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
  ...present({
    paymentMethodId: payment.paymentMethodId,
    processedAt: payment.processedAt?.toISOString(),
    nextAction: payment.nextAction,
  }),
  ...(seesDetails(payment, caller) && paymentDetails(toVisibleFailure(payment, caller))),
  ...disputesFor(payment, caller),
  ...attentionFor(payment, caller),
  createdAt: payment.createdAt.toISOString(),
  updatedAt: payment.updatedAt.toISOString(),
});

const paymentDetails = ({ transactionId, failureReason, failureCode }: PaymentDocument) =>
  present({ transactionId, failureReason, failureCode });

/** A stored card, as the contract says: enough to recognise it, for its owner and for admins. */
export const toPaymentMethod = (method: UsableCard, caller: Caller) => ({
  id: method._id,
  userId: method.userId,
  type: method.type,
  brand: method.brand,
  ...(seesDetails(method, caller) && { last4: method.last4, expMonth: method.expMonth, expYear: method.expYear }),
  active: method.isActive,
  createdAt: method.createdAt.toISOString(),
});

/** Services act on orders and payments; what a card or a bank said is for the owner and for admins. */
export const seesDetails = ({ userId }: { userId: string }, caller: Caller): boolean =>
  caller.userId === userId || caller.roles.has('admin');

/** The refund of a duplicate charge is none of the payment's own: the customer was never shown that charge. */
const isRefundOfPayment = ({ kind, isDuplicateCharge }: WorkItem): boolean =>
  kind === 'refund' && isDuplicateCharge !== true;

const toRefund = (refund: WorkItem, currency: string) => ({
  id: refund.id,
  amount: toDecimal(refund.amountMinor ?? 0, currency),
  status: isOpen(refund) ? 'pending' : refund.state === 'succeeded' ? 'succeeded' : 'failed',
  ...present({ reason: refund.reason }),
  createdAt: refund.createdAt.toISOString(),
});

/** What the bank said is for staff. */
const disputesFor = (payment: PaymentDocument, caller: Caller) => {
  const { disputes, disputedMinor = 0, currency } = payment;
  if (!disputes || !isStaff(caller)) return {};
  return { disputedAmount: toDecimal(disputedMinor, currency), disputes: toDisputes(payment) };
};

const attentionFor = ({ attention }: ActorDocument, caller: Caller) =>
  attention && isStaff(caller) ? { attention: toAttentionResource(attention) } : {};

const toAttentionResource = (attention: Attention) => ({
  reason: attention.reason,
  since: attention.since.toISOString(),
  items: attentionItems(attention).map(({ since, whileOpen: _internal, ...item }) => ({
    ...item,
    since: since.toISOString(),
  })),
});

const present = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
