import Stripe from 'stripe';
import { DomainError, Unavailable } from '../../domain/errors';
import type { CardGateway } from '../../ports/gateway';
import { assertStripeObject } from './stripe-client';
import { isRefusal, redactError, toDecline } from './stripe-errors';

/** Stored cards at Stripe: payment methods, each attached to a customer of its own. */
export const createStripeCards = (
  stripe: Stripe,
  options: { onFailure: (dependency: string) => void },
): CardGateway => {
  const unavailable = (error: unknown): never => {
    if (error instanceof DomainError) throw error;
    options.onFailure('gateway');
    throw new Unavailable('gateway', { cause: redactError(error) });
  };
  return {
    attach: (key, cardToken) => attach(stripe, key, cardToken).catch(refused).catch(unavailable),
    detach: (key, methodRef) => detach(stripe, key, methodRef).catch(unavailable),
  };
};

const attach = async (stripe: Stripe, key: string, cardToken: string) => {
  const { paymentMethods, customers } = stripe;
  const once = (step: string) => ({ idempotencyKey: `${key}-${step}` });
  const token = { type: 'card' as const, card: { token: cardToken } };
  const { id } = await assertStripeObject('payment_method', paymentMethods.create(token, once('method')));
  const customer = await assertStripeObject('customer', customers.create({}, once('customer')));
  const attached = paymentMethods.attach(id, { customer: customer.id }, once('attach'));
  const { card } = await assertStripeObject('payment_method', attached);
  if (!card) throw new Error('The payment method is no card');
  const { brand, last4, exp_month: expMonth, exp_year: expYear } = card;
  return { methodRef: id, customerRef: customer.id, brand, last4, expMonth, expYear };
};

/** Detaching what is detached is an error at Stripe, without a code that tells it from others: so we look first. */
const detach = async ({ paymentMethods }: Stripe, key: string, methodRef: string): Promise<void> => {
  const { customer } = await assertStripeObject('payment_method', paymentMethods.retrieve(methodRef));
  if (customer === null) return;
  await assertStripeObject('payment_method', paymentMethods.detach(methodRef, {}, { idempotencyKey: key }));
};

/** The issuer's no, or a token that Stripe does not take. */
const refused = (error: unknown): never => {
  if (!(error instanceof Stripe.errors.StripeCardError || isRefusal(error))) throw error;
  const { failureCode, failureReason } = toDecline(error);
  throw new DomainError('card-refused', failureReason, { failureCode, failureReason });
};
