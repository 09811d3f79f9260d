import { toDecimal } from '../../domain/money';
import type { Payment } from '../../domain/payment';
import { type PaymentResources, toResource } from '../to-resource';

/** Returns the disputes of a payment, as the contract says. */
export const toDisputes = ({
  _id: paymentId,
  orderId,
  userId,
  currency,
  disputes = [],
}: Payment): PaymentResources['Dispute'][] =>
  disputes.map(({ id, stage, status, amountMinor, reason, evidenceDueAt, openedAt }) =>
    toResource({
      id,
      paymentId,
      orderId,
      userId,
      amount: toDecimal(amountMinor, currency),
      currency,
      stage,
      status,
      reason,
      evidenceDueAt: evidenceDueAt?.toISOString(),
      openedAt: openedAt.toISOString(),
    }),
  );
