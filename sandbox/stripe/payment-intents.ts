import type { Journal } from '../journal';
import { type Form, formIn, textIn } from '../request';
import type { Ledger } from './ledger';
import { instrumentIn, type PaymentMethods } from './payment-methods';
import { type Intent, invalidRequest, metadataIn, missing, stripeError, stripeId, unixNow } from './stripe-objects';

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
}

interface IntentsParts {
  ledger: Ledger;
  journal: Journal<Intent>;
  methods: PaymentMethods;
  /** Tells the world what happened to an intent. */
  emit: (type: string, object: Intent) => void;
  /** Where a customer answers a challenge. */
  challengeUrl: (id: string) => string;
}

/** What the steps of an intent work with. `change` keeps it and tells the world. */
interface Desk extends IntentsParts {
  change: (intent: Intent, event: string) => Intent;
}

/** Payment intents: created and confirmed in one call, charged at once unless the token says otherwise. */
export const paymentIntents = (parts: IntentsParts): Intents => {
  const intents = new Map(parts.journal.values.map((intent) => [intent.id, intent]));
  const get = (id: string): Intent => {
    const intent = intents.get(id);
    if (!intent) throw missing('payment_intent', id);
    return intent;
  };
  const change = (intent: Intent, event: string): Intent => {
    intents.set(intent.id, intent);
    parts.journal.append(structuredClone(intent));
    parts.emit(event, intent);
    return intent;
  };
  const desk = { ...parts, change };
  const newestFirst = () => [...intents.values()].reverse();
  return {
    get,
    create: (form) => confirmed(desk, newIntent(form), form),
    capture: (id, amount) => captured(desk, get(id), amount),
    cancel: (id) => cancelled(desk, get(id)),
    challengeAnswered: (id, isApproved) => answered(desk, get(id), isApproved),
    list: newestFirst,
    search: (query) => {
      const wanted = [...query.matchAll(/metadata\['(\w+)'\]:'([^']*)'/g)];
      if (wanted.length === 0) throw invalidRequest('Only metadata can be searched for', 'query');
      const isMeant = ({ metadata }: Intent) => wanted.every(([, key = '', value]) => metadata[key] === value);
      return newestFirst().filter(isMeant);
    },
  };
};

/** What a test token does to a charge. */
const declines: Record<string, string> = {
  tok_chargeDeclinedInsufficientFunds: 'insufficient_funds',
  tok_chargeDeclinedStolenCard: 'stolen_card',
};

const confirmed = (desk: Desk, intent: Intent, form: Form): Intent => {
  const token = instrumentIn(form, desk.methods);
  const declineCode = declines[token];
  if (declineCode) return declined(desk, intent, declineCode);
  if (token !== 'tok_threeDSecureRequired' && token !== 'paypal') return charged(desk, intent);
  const redirect = { url: desk.challengeUrl(intent.id), return_url: textIn(form, 'return_url') ?? '' };
  intent.status = 'requires_action';
  intent.next_action = { type: 'redirect_to_url', redirect_to_url: redirect };
  return desk.change(intent, 'payment_intent.requires_action');
};

const charged = (desk: Desk, intent: Intent): Intent => {
  const isHeld = intent.capture_method === 'manual';
  Object.assign(intent, { latest_charge: stripeId('ch'), next_action: null });
  Object.assign(intent, isHeld ? held(intent) : { status: 'succeeded', amount_received: intent.amount });
  record(desk, intent, isHeld ? 'authorization' : 'charge', intent.amount);
  return desk.change(intent, isHeld ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded');
};

const held = ({ amount }: Intent) => ({ status: 'requires_capture', amount_capturable: amount });

const declined = (desk: Desk, intent: Intent, code: string): never => {
  const error = { type: 'card_error', code: 'card_declined', decline_code: code, message: 'Your card was declined.' };
  Object.assign(intent, { status: 'requires_payment_method', last_payment_error: error });
  desk.change(intent, 'payment_intent.payment_failed');
  throw stripeError(402, { ...error, payment_intent: intent });
};

const captured = (desk: Desk, intent: Intent, asked: number | undefined): Intent => {
  const amount = asked ?? intent.amount_capturable;
  if (intent.status !== 'requires_capture') throw invalidState(intent, 'capture');
  if (!(amount >= 1 && amount <= intent.amount_capturable)) {
    throw invalidRequest('The amount is not within what can be captured', 'amount_to_capture');
  }
  Object.assign(intent, { status: 'succeeded', amount_received: amount, amount_capturable: 0 });
  record(desk, intent, 'capture', amount);
  return desk.change(intent, 'payment_intent.succeeded');
};

const cancelled = (desk: Desk, intent: Intent): Intent => {
  if (intent.status === 'succeeded' || intent.status === 'canceled') throw invalidState(intent, 'cancel');
  if (intent.status === 'requires_capture') record(desk, intent, 'void', intent.amount_capturable);
  Object.assign(intent, { status: 'canceled', amount_capturable: 0, next_action: null });
  return desk.change(intent, 'payment_intent.canceled');
};

const answered = (desk: Desk, intent: Intent, isApproved: boolean): Intent => {
  if (intent.status !== 'requires_action') throw invalidState(intent, 'authenticate');
  if (isApproved) return charged(desk, intent);
  const code = 'payment_intent_authentication_failure';
  const error = { type: 'card_error', code, message: 'Authentication failed.' };
  Object.assign(intent, { status: 'requires_payment_method', next_action: null, last_payment_error: error });
  return desk.change(intent, 'payment_intent.payment_failed');
};

const invalidState = (intent: Intent, verb: string) =>
  stripeError(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message: `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`,
    payment_intent: intent,
  });

const record = (
  { ledger }: Desk,
  { id: paymentIntent, latest_charge, currency, metadata }: Intent,
  kind: 'charge' | 'authorization' | 'capture' | 'void',
  amount: number,
): void =>
  ledger.append({
    kind,
    status: 'succeeded',
    id: latest_charge ?? paymentIntent,
    paymentIntent,
    amount,
    currency,
    metadata,
  });

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
