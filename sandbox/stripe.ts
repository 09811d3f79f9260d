import type { Faults } from './faults';
import { type Form, formIn, parseForm, textIn } from './form';
import type { Call, Reply, Routes } from './http';
import { type Executed, idempotencyKeys, type Kept } from './idempotency';
import type { Journal } from './journal';
import type { Intents } from './payment-intents';
import { instrumentIn, type PaymentMethods, shown } from './payment-methods';
import type { Refunds } from './refunds';
import { type Intent, listOf, missing, stripeError, stripeId, viewOf } from './stripe-objects';
import type { StripeEvent } from './webhooks';

interface StripeParts {
  intents: Intents;
  refunds: Refunds;
  methods: PaymentMethods;
  events: () => StripeEvent[];
  keys: Journal<Kept>;
  faults: Faults;
}

/** An answer that comes late, or never. */
export type TimedReply = Reply & { delayMs?: number; isNever?: boolean };

const slowMs = 3_000;
const flakyFailures = 2;
const keyLifetimeMs = 24 * 3600 * 1000;

/** The subset of Stripe's API that the payment service speaks. */
export const stripeRoutes = (parts: StripeParts): Routes => {
  const { intents, refunds, methods, events, faults } = parts;
  const lifetimeMs = (): number => faults.hit({ method: 'POST', path: 'keys' })?.ms ?? keyLifetimeMs;
  const once = idempotencyKeys(parts.keys, lifetimeMs);
  const charge = charging(parts);
  const keyed = (call: Call, execute: (form: Form) => object): Reply =>
    once(keyOf(call), call.path + call.text, () => ({
      reply: { status: 200, body: execute(parseForm(call.text)) },
      isKept: true,
    }));
  const shownIntent = (call: Call, intent: Intent) => ({ status: 200, body: viewOf(intent, isExpanded(formOf(call))) });

  return {
    'POST /v1/payment_intents': (call) => {
      const form = parseForm(call.text);
      const key = keyOf(call);
      const reply = once(key, call.path + call.text, () => charge(form, key ?? ''));
      return timed(reply, () => instrumentIn(form, methods));
    },
    'GET /v1/payment_intents': (call) => ({ status: 200, body: listOf(createdSince(intents.list(), call), call) }),
    'GET /v1/payment_intents/search': (call) => {
      const found = intents.search(call.query.get('query') ?? '');
      const view = found.map((intent) => viewOf(intent, isExpanded(formOf(call))) as Intent);
      return { status: 200, body: listOf(view, call, 'search_result') };
    },
    'GET /v1/payment_intents/:id': (call, id = '') => shownIntent(call, intents.get(id)),
    'POST /v1/payment_intents/:id/capture': (call, id = '') =>
      keyed(call, (form) => viewOf(intents.capture(id, numberIn(form, 'amount_to_capture')), isExpanded(form))),
    'POST /v1/payment_intents/:id/cancel': (call, id = '') => keyed(call, () => intents.cancel(id)),
    'POST /v1/refunds': (call) => keyed(call, (form) => refunds.create(form)),
    'GET /v1/refunds': (call) => ({
      status: 200,
      body: listOf(createdSince(refunds.list(call.query.get('payment_intent')), call), call),
    }),
    'GET /v1/refunds/:id': (_call, id = '') => ({ status: 200, body: refunds.get(id) }),
    'POST /sandbox/refunds/:id/fail': (_call, id = '') => ({ status: 200, body: refunds.fail(id) }),
    'POST /v1/customers': (call) => keyed(call, () => ({ id: stripeId('cus'), object: 'customer' })),
    'POST /v1/payment_methods': (call) => keyed(call, (form) => methods.create(form)),
    'GET /v1/payment_methods': (call) => ({
      status: 200,
      body: listOf(methods.list(call.query.get('customer')), call),
    }),
    'GET /v1/payment_methods/:id': (_call, id = '') => ({ status: 200, body: shown(methods.get(id)) }),
    'POST /v1/payment_methods/:id/attach': (call, id = '') =>
      keyed(call, (form) => methods.attach(id, textIn(form, 'customer'))),
    'POST /v1/payment_methods/:id/detach': (call, id = '') => keyed(call, () => methods.detach(id)),
    'GET /v1/events': (call) => ({ status: 200, body: listOf(createdSince(events(), call), call) }),
    'GET /v1/events/:id': (_call, id = '') => {
      const event = events().find((one) => one.id === id);
      if (!event) throw missing('event', id);
      return { status: 200, body: event };
    },
  };
};

/** What a list is asked for by `created[gte]`. */
const createdSince = <T extends { created: number }>(all: T[], { query }: Call): T[] => {
  const since = Number(query.get('created[gte]') ?? 0);
  return all.filter(({ created }) => created >= since);
};

/** Charges as the token says. Errors before the charge are not kept under the key; what comes after it is. */
const charging = ({ intents, methods, faults }: StripeParts): ((form: Form, key: string) => Executed) => {
  const failures = new Map<string, number>();
  return (form, key) => {
    const token = instrumentIn(form, methods);
    const failed = failures.get(key) ?? 0;
    if (token === 'tok_error500' || (token === 'tok_flaky' && failed < flakyFailures)) {
      failures.set(key, failed + 1);
      return { reply: serverError, isKept: false };
    }
    const intent = viewOf(intents.create(form), isExpanded(form));
    const fault = faults.hit({ method: 'POST', path: 'charged', text: JSON.stringify(form) })?.kind;
    if (fault !== undefined) return { reply: serverError, isKept: fault === 'kept-error' };
    return { reply: token === 'tok_error500_after' ? serverError : { status: 200, body: intent }, isKept: true };
  };
};

/** The time that the first answer takes; a replay is quick, and does not ask whether the card is still there. */
const timed = (reply: Reply, instrument: () => string): TimedReply => {
  if (reply.headers?.['idempotent-replayed']) return reply;
  const token = instrument();
  if (token === 'tok_timeout') return { ...reply, isNever: true };
  return token === 'tok_slow' ? { ...reply, delayMs: slowMs } : reply;
};

/** Whoever calls must have a key. @throws Refused 401 */
export const assertKey = ({ headers }: Call): void => {
  if (/^(Bearer|Basic) \S+/.test(headers.authorization ?? '')) return;
  throw stripeError(401, { type: 'invalid_request_error', message: 'You did not provide an API key.' });
};

const serverError: Reply = { status: 500, body: { error: { type: 'api_error', message: 'An error occurred' } } };

const keyOf = ({ headers }: Call): string | undefined => {
  const key = headers['idempotency-key'];
  return Array.isArray(key) ? key[0] : key;
};

const numberIn = (form: Form, name: string): number | undefined => {
  const text = textIn(form, name);
  return text === undefined ? undefined : Number(text);
};

const formOf = (call: Call): Form => parseForm(call.query.toString());
const isExpanded = (form: Form): boolean =>
  Object.values(formIn(form, 'expand') ?? {}).some((name) => name === 'latest_charge' || name === 'data.latest_charge');
