import Stripe from 'stripe';
import type { GatewayCharge, GatewayRefund } from '../../ports/gateway';
import { fromStripeAmount } from './stripe-amounts';
import { assertStripeObject, findReference, listAll } from './stripe-client';

/** Returns every payment intent that was created or refunded since then, each with all its refunds. */
export const listCharges = async (stripe: Stripe, since: Date): Promise<GatewayCharge[]> => {
  const created = { gte: Math.floor(since.getTime() / 1000) };
  const intents = await listAll((page) => stripe.paymentIntents.list({ created, ...page }));
  const refunds = new Map<string, GatewayRefund[]>();
  for (const refund of await listAll((page) => stripe.refunds.list({ created, ...page }))) {
    const intentId = toId(refund.payment_intent) ?? '';
    const group = refunds.get(intentId);
    if (group) group.push(toGatewayRefund(refund));
    else refunds.set(intentId, [toGatewayRefund(refund)]);
  }
  // A refund is never older than its charge: the lists hold all refunds of these intents.
  const young = intents.map((intent) => toGatewayCharge(intent, refunds.get(intent.id) ?? []));
  for (const { id } of intents) refunds.delete(id);
  const older: GatewayCharge[] = [];
  for (const intentId of refunds.keys()) {
    const charge = intentId === '' ? null : await readCharge(stripe, intentId);
    if (charge) older.push(charge);
  }
  return [...young, ...older];
};

/** Returns one payment intent with all its refunds; null when Stripe does not know it. */
export const readCharge = async (stripe: Stripe, intentId: string): Promise<GatewayCharge | null> => {
  const intent = await assertStripeObject('payment_intent', stripe.paymentIntents.retrieve(intentId)).catch(
    nullIfMissing,
  );
  if (!intent) return null;
  const refunds = await listAll((page) => stripe.refunds.list({ payment_intent: intentId, ...page }));
  return toGatewayCharge(intent, refunds.map(toGatewayRefund));
};

const nullIfMissing = (error: unknown): null => {
  if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) return null;
  throw error;
};

const statuses: Partial<Record<Stripe.PaymentIntent.Status, GatewayCharge['status']>> = {
  succeeded: 'succeeded',
  requires_capture: 'authorized',
  canceled: 'voided',
  requires_payment_method: 'declined',
};

const toGatewayCharge = (intent: Stripe.PaymentIntent, refunds: GatewayRefund[]): GatewayCharge => {
  const transactionId = toId(intent.latest_charge);
  const status = statuses[intent.status] ?? 'open';
  const amount = status === 'authorized' ? intent.amount_capturable : intent.amount_received;
  return {
    gatewayRef: intent.id,
    ...(transactionId !== undefined && { transactionId }),
    status,
    amountMinor: fromStripeAmount(amount, intent.currency),
    currency: intent.currency.toUpperCase(),
    createdAt: new Date(intent.created * 1000),
    ...findReference(intent.metadata),
    refunds,
  };
};

const toGatewayRefund = ({ id, amount, currency, status, created, metadata }: Stripe.Refund): GatewayRefund => ({
  refundRef: id,
  amountMinor: fromStripeAmount(amount, currency),
  status: status === 'succeeded' ? 'succeeded' : status === 'failed' || status === 'canceled' ? 'failed' : 'open',
  createdAt: new Date(created * 1000),
  ...findReference(metadata),
});

const toId = (object: string | { id: string } | null): string | undefined =>
  typeof object === 'string' ? object : (object?.id ?? undefined);
