import { type Form, formIn, textIn } from './form';
import type { Ledger } from './ledger';
import {
  type Charge,
  type Intent,
  invalidRequest,
  metadataIn,
  missing,
  stripeError,
  stripeId,
  unixNow,
} from './stripe-objects';

/** What a test token does to a charge. */
const declines: Record<string, string> = {
  tok_chargeDeclinedInsufficientFunds: 'insufficient_funds',
  tok_chargeDeclinedStolenCard: 'stolen_card',
};

export interface Intents {
  create: (form: Form) => Intent;
  capture: (id: string, amount: number | undefined) => Intent;
  cancel: (id: string) => Intent;
  /** The customer decided at the bank's page. */
  challengeAnswered: (id: string, isApproved: boolean) => Intent;
  get: (id: string) => Intent;
  /** Newest first. */
  list: () => Intent[];
  search: (query: string) => Intent[];
  view: (intent: Intent, isExpanded: boolean) => Intent;
  restore: (intents: Intent[]) => void;
}

interface IntentsParts {
  ledger: Ledger;
  /** Tells the world what happened to an intent. */
  emit: (type: string, object: Intent) => void;
  /** Where a customer answers a challenge. */
  challengeUrl: (id: string) => string;
}

/** Payment intents: created and confirmed in one call, charged at once unless the token says otherwise. */
export const paymentIntents = ({ ledger, emit, challengeUrl }: IntentsParts): Intents => {
  const intents = new Map<string, Intent>();
  const get = (id: string): Intent => {
    const intent = intents.get(id);
    if (!intent) throw missing('payment_intent', id);
    return intent;
  };
  const record = (intent: Intent, kind: 'charge' | 'authorization' | 'capture' | 'void', amount: number): void =>
    ledger.append({
      ...{ kind, status: 'succeeded', id: String(intent.latest_charge ?? intent.id), paymentIntent: intent.id },
      ...{ amount, currency: intent.currency, metadata: intent.metadata },
    });

  const charge = (intent: Intent): Intent => {
    intent.latest_charge = stripeId('ch');
    intent.next_action = null;
    const isHeld = intent.capture_method === 'manual';
    intent.status = isHeld ? 'requires_capture' : 'succeeded';
    if (isHeld) intent.amount_capturable = intent.amount;
    else intent.amount_received = intent.amount;
    record(intent, isHeld ? 'authorization' : 'charge', intent.amount);
    emit(isHeld ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded', intent);
    return intent;
  };
  const decline = (intent: Intent, code: string): never => {
    const error = { type: 'card_error', code: 'card_declined', decline_code: code, message: 'Your card was declined.' };
    intent.status = 'requires_payment_method';
    intent.last_payment_error = error;
    emit('payment_intent.payment_failed', intent);
    throw stripeError(402, { ...error, payment_intent: intent });
  };

  return {
    get,
    create: (form) => {
      const intent = newIntent(form);
      const token = tokenIn(form);
      intents.set(intent.id, intent);
      const declineCode = declines[token];
      if (declineCode) return decline(intent, declineCode);
      if (token !== 'tok_threeDSecureRequired' && !isPaypal(form)) return charge(intent);
      intent.status = 'requires_action';
      const redirect = { url: challengeUrl(intent.id), return_url: textIn(form, 'return_url') ?? '' };
      intent.next_action = { type: 'redirect_to_url', redirect_to_url: redirect };
      emit('payment_intent.requires_action', intent);
      return intent;
    },
    capture: (id, amount) => {
      const intent = get(id);
      const captured = amount ?? intent.amount_capturable;
      if (intent.status !== 'requires_capture') throw invalidRequest(`This PaymentIntent is ${intent.status}`);
      if (captured < 1 || captured > intent.amount_capturable)
        throw invalidRequest('amount_to_capture', 'amount_to_capture');
      Object.assign(intent, { status: 'succeeded', amount_received: captured, amount_capturable: 0 });
      record(intent, 'capture', captured);
      emit('payment_intent.succeeded', intent);
      return intent;
    },
    cancel: (id) => {
      const intent = get(id);
      if (intent.status === 'succeeded' || intent.status === 'canceled') {
        throw invalidRequest(`You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`);
      }
      if (intent.status === 'requires_capture') record(intent, 'void', intent.amount_capturable);
      Object.assign(intent, { status: 'canceled', amount_capturable: 0, next_action: null });
      emit('payment_intent.canceled', intent);
      return intent;
    },
    challengeAnswered: (id, isApproved) => {
      const intent = get(id);
      if (intent.status !== 'requires_action') throw invalidRequest(`This PaymentIntent is ${intent.status}`);
      if (isApproved) return charge(intent);
      const error = {
        type: 'card_error',
        code: 'payment_intent_authentication_failure',
        message: 'Authentication failed.',
      };
      Object.assign(intent, { status: 'requires_payment_method', next_action: null, last_payment_error: error });
      emit('payment_intent.payment_failed', intent);
      return intent;
    },
    list: () => [...intents.values()].reverse(),
    search: (query) => {
      const wanted = [...query.matchAll(/metadata\['(\w+)'\]:'([^']*)'/g)];
      if (wanted.length === 0) throw invalidRequest('Only metadata can be searched for', 'query');
      return [...intents.values()]
        .reverse()
        .filter(({ metadata }) => wanted.every(([, key = '', value]) => metadata[key] === value));
    },
    view: (intent, isExpanded) => {
      const { latest_charge: id, amount, currency, metadata } = intent;
      const expanded: Charge = {
        id: String(id),
        object: 'charge',
        amount,
        currency,
        payment_intent: intent.id,
        metadata,
      };
      return { ...intent, latest_charge: isExpanded && id ? expanded : id };
    },
    restore: (kept) => {
      for (const intent of kept) intents.set(intent.id, intent);
    },
  };
};

const newIntent = (form: Form): Intent => {
  const amount = Number(textIn(form, 'amount'));
  const currency = textIn(form, 'currency') ?? '';
  if (!Number.isSafeInteger(amount) || amount < 1) throw invalidRequest('Invalid integer', 'amount');
  if (!/^[a-z]{3}$/.test(currency)) throw invalidRequest('Invalid currency', 'currency');
  return {
    id: stripeId('pi'),
    object: 'payment_intent',
    amount,
    amount_received: 0,
    amount_capturable: 0,
    currency,
    capture_method: textIn(form, 'capture_method') === 'manual' ? 'manual' : 'automatic',
    status: 'requires_payment_method',
    metadata: metadataIn(formIn(form, 'metadata')),
    latest_charge: null,
    last_payment_error: null,
    next_action: null,
    created: unixNow(),
    livemode: false,
  };
};

const isPaypal = (form: Form): boolean => textIn(formIn(form, 'payment_method_data'), 'type') === 'paypal';

/** The card token of a new intent. @throws Refused when there is none */
export const tokenIn = (form: Form): string => {
  if (isPaypal(form)) return 'tok_paypal';
  const token = textIn(formIn(formIn(form, 'payment_method_data'), 'card'), 'token') ?? '';
  if (!token.startsWith('tok_')) throw invalidRequest('There is no such token', 'payment_method_data[card][token]');
  return token;
};
