import Stripe from 'stripe';
import { DomainError, Unavailable } from '../../domain/errors';
import type { CardGateway, CardSetup, CardSetupRequest } from '../../ports/gateway';
import { assertStripeObject } from './stripe-client';
import { isRefusal, isStateConflict, redactError, toDecline } from './stripe-errors';

/** Stored cards at Stripe: payment methods of one customer for each user, set up by setup intents. */
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
    setUp: (request) => setUp(stripe, request).catch(refused).catch(unavailable),
    readSetup: (setupRef) => readSetup(stripe, setupRef).catch(unavailable),
    cancelSetup: (setupRef) => cancelSetup(stripe, setupRef).catch(unavailable),
    detach: (key, methodRef) => detach(stripe, key, methodRef).catch(unavailable),
  };
};

const createCustomer = async ({ customers }: Stripe, idempotencyKey: string, userId: string): Promise<string> => {
  const params = { metadata: { userId } } satisfies Stripe.CustomerCreateParams;
  return (await assertStripeObject('customer', customers.create(params, { idempotencyKey }))).id;
};

/**
 * Makes a payment method of the token and confirms a setup intent with it, which attaches it to the customer
 * (docs.stripe.com/api/setup_intents). `off_session`: the issuer may ask for authentication now, so that it need not later.
 */
const setUp = async (
  { paymentMethods, setupIntents }: Stripe,
  { key, cardToken, customerRef, returnUrl }: CardSetupRequest,
): ReturnType<CardGateway['setUp']> => {
  const once = (step: string) => ({ idempotencyKey: `${key}-${step}` });
  const token = { type: 'card' as const, card: { token: cardToken } };
  const { id, card } = await assertStripeObject('payment_method', paymentMethods.create(token, once('method')));
  if (!card) throw new Error('The payment method is no card');
  const params = {
    customer: customerRef,
    payment_method: id,
    allowed_payment_method_types: ['card'],
    confirm: true,
    usage: 'off_session',
    metadata: { setupKey: key },
    ...(returnUrl !== '' && { return_url: returnUrl }),
  } satisfies Stripe.SetupIntentCreateParams;
  const setup = toSetup(await assertStripeObject('setup_intent', setupIntents.create(params, once('setup'))));
  if (setup.kind === 'failed') throw cardRefused(setup);
  const { brand, last4, exp_month: expMonth, exp_year: expYear } = card;
  return { setup, card: { methodRef: id, brand, last4, expMonth, expYear } };
};

const readSetup = async ({ setupIntents }: Stripe, setupRef: string): Promise<CardSetup> =>
  toSetup(await assertStripeObject('setup_intent', setupIntents.retrieve(setupRef)));

/** A setup that is over cannot be cancelled: what it became is looked up. */
const cancelSetup = async (stripe: Stripe, setupRef: string): Promise<CardSetup> => {
  const cancelled = assertStripeObject('setup_intent', stripe.setupIntents.cancel(setupRef));
  return cancelled.then(toSetup, (error: unknown) => {
    if (isRefusal(error) && isStateConflict(error)) return readSetup(stripe, setupRef);
    throw error;
  });
};

const toSetup = ({ id: setupRef, status, next_action, last_setup_error }: Stripe.SetupIntent): CardSetup => {
  const url = next_action?.redirect_to_url?.url;
  switch (status) {
    case 'succeeded':
      return { kind: 'stored', setupRef };
    case 'requires_action':
    case 'requires_confirmation':
    case 'processing':
      return { kind: 'pending', setupRef, ...(url != null && { url }) };
    default: {
      const { failureCode, failureReason } = toDecline(last_setup_error ?? { code: 'setup_canceled' });
      return { kind: 'failed', setupRef, failureCode, failureReason };
    }
  }
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
  throw cardRefused(toDecline(error));
};

const cardRefused = ({ failureCode, failureReason }: { failureCode: string; failureReason: string }): DomainError =>
  new DomainError('card-refused', failureReason, { failureCode, failureReason });
