import type Stripe from 'stripe';
import type { GatewayCharge, GatewayRefund } from '../../ports/gateway';
import { fromStripeAmount } from './stripe-amounts';
import { findReference, listAll } from './stripe-client';

/** Every payment intent since then, with the refunds of each: a refund is never older than its charge. */
export const listCharges = async (stripe: Stripe, since: Date): Promise<GatewayCharge[]> => {
  const created = { gte: Math.floor(since.getTime() / 1000) };
  const charges = (await listAll((page) => stripe.paymentIntents.list({ created, ...page }))).map(toGatewayCharge);
  const refunds = new Map<string, GatewayRefund[]>();
  for (const refund of await listAll((page) => stripe.refunds.list({ created, ...page }))) {
    const of = idOf(refund.payment_intent) ?? '';
    refunds.set(of, [...(refunds.get(of) ?? []), toGatewayRefund(refund)]);
  }
  return charges.map((charge) => ({ ...charge, refunds: refunds.get(charge.gatewayRef) ?? [] }));
};

const statuses: Partial<Record<Stripe.PaymentIntent.Status, GatewayCharge['status']>> = {
  succeeded: 'succeeded',
  requires_capture: 'authorized',
  canceled: 'voided',
  requires_payment_method: 'declined',
};

const toGatewayCharge = (intent: Stripe.PaymentIntent): GatewayCharge => {
  const transactionId = idOf(intent.latest_charge);
  const status = statuses[intent.status] ?? 'open';
  return {
    gatewayRef: intent.id,
    ...(transactionId !== undefined && { transactionId }),
    status,
    amountMinor: fromStripeAmount(
      status === 'authorized' ? intent.amount_capturable : intent.amount_received,
      intent.currency,
    ),
    currency: intent.currency.toUpperCase(),
    createdAt: new Date(intent.created * 1000),
    ...findReference(intent.metadata),
    refunds: [],
  };
};

const toGatewayRefund = ({ id, amount, currency, status, created, metadata }: Stripe.Refund): GatewayRefund => ({
  refundRef: id,
  amountMinor: fromStripeAmount(amount, currency),
  status: status === 'succeeded' ? 'succeeded' : status === 'failed' || status === 'canceled' ? 'failed' : 'open',
  createdAt: new Date(created * 1000),
  ...findReference(metadata),
});

const idOf = (one: string | { id: string } | null): string | undefined =>
  typeof one === 'string' ? one : (one?.id ?? undefined);
