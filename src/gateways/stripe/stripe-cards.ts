import Stripe from 'stripe';
import { DomainError, Unavailable } from '../../domain/errors';
import type { CardGateway } from '../../ports/gateway';
import { assertStripeObject } from './stripe-client';
import { isRefusal, redactError, toDecline } from './stripe-errors';

/** Stored cards at Stripe: payment methods, attached to the customer of their owner. */
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
    createCustomer: (key, userId) => createCustomer(stripe, key, userId).catch(unavailable),
    attach: (key, cardToken, customerRef) =>
      attach(stripe, key, cardToken, customerRef).catch(refused).catch(unavailable),
    detach: (key, methodRef) => detach(stripe, key, methodRef).catch(unavailable),
  };
};

const createCustomer = async ({ customers }: Stripe, idempotencyKey: string, userId: string): Promise<string> => {
  const params = { metadata: { userId } } satisfies Stripe.CustomerCreateParams;
  return (await assertStripeObject('customer', customers.create(params, { idempotencyKey }))).id;
};

const attach = async ({ paymentMethods }: Stripe, key: string, cardToken: string, customerRef: string) => {
  const once = (step: string) => ({ idempotencyKey: `${key}-${step}` });
  const token = { type: 'card' as const, card: { token: cardToken } };
  const { id } = await assertStripeObject('payment_method', paymentMethods.create(token, once('method')));
  const attached = paymentMethods.attach(id, { customer: customerRef }, once('attach'));
  const { card } = await assertStripeObject('payment_method', attached);
  if (!card) throw new Error('The payment method is no card');
  const { brand, last4, exp_month: expMonth, exp_year: expYear } = card;
  return { methodRef: id, customerRef, brand, last4, expMonth, expYear };
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
