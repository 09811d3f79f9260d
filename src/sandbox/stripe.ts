import { type Form, formIn, parseForm, textIn } from './form';
import type { Call, Reply, Routes } from './http';
import { type Executed, idempotencyKeys } from './idempotency';
import { type Intents, tokenIn } from './payment-intents';
import type { Refunds } from './refunds';
import { listOf, missing, stripeError } from './stripe-objects';
import type { StripeEvent } from './webhooks';

interface StripeParts {
  intents: Intents;
  refunds: Refunds;
  events: () => StripeEvent[];
}

/** An answer that comes late, or never. */
export type TimedReply = Reply & { delayMs?: number; isNever?: boolean };

const slowMs = 3_000;
const flakyFailures = 2;

/** The subset of Stripe's API that the payment service speaks. */
export const stripeRoutes = ({ intents, refunds, events }: StripeParts): Routes => {
  const once = idempotencyKeys();
  const failures = new Map<string, number>();

  const charge = (form: Form, key: string): Executed => {
    const token = tokenIn(form);
    const failed = failures.get(key) ?? 0;
    if (token === 'tok_error500' || (token === 'tok_flaky' && failed < flakyFailures)) {
      failures.set(key, failed + 1);
      return { reply: serverError, isKept: false };
    }
    const intent = intents.view(intents.create(form), isExpanded(form));
    return { reply: token === 'tok_error500_after' ? serverError : { status: 200, body: intent }, isKept: true };
  };
  /** The time that the first answer takes; a replay is quick. */
  const timed = (reply: Reply, token: string): TimedReply => {
    if (reply.headers?.['idempotent-replayed']) return reply;
    if (token === 'tok_timeout') return { ...reply, isNever: true };
    return token === 'tok_slow' ? { ...reply, delayMs: slowMs } : reply;
  };
  const keyed = (call: Call, execute: (form: Form) => object): Reply =>
    once(keyOf(call), call.path + call.text, () => ({
      reply: { status: 200, body: execute(parseForm(call.text)) },
      isKept: true,
    }));

  return {
    'POST /v1/payment_intents': (call) => {
      const form = parseForm(call.text);
      const key = keyOf(call);
      return timed(
        once(key, call.path + call.text, () => charge(form, key ?? '')),
        tokenIn(form),
      );
    },
    'GET /v1/payment_intents': (call) => {
      const limit = Number(call.query.get('limit') ?? 10);
      return { status: 200, body: listOf(intents.list().slice(0, limit), call.path) };
    },
    'GET /v1/payment_intents/search': (call) => {
      const found = intents
        .search(call.query.get('query') ?? '')
        .map((intent) => intents.view(intent, isExpanded(formOf(call))));
      return { status: 200, body: listOf(found, call.path, 'search_result') };
    },
    'GET /v1/payment_intents/:id': (call, id = '') => ({
      status: 200,
      body: intents.view(intents.get(id), isExpanded(formOf(call))),
    }),
    'POST /v1/payment_intents/:id/capture': (call, id = '') =>
      keyed(call, (form) => {
        const amount = textIn(form, 'amount_to_capture');
        return intents.view(intents.capture(id, amount === undefined ? undefined : Number(amount)), isExpanded(form));
      }),
    'POST /v1/payment_intents/:id/cancel': (call, id = '') =>
      keyed(call, () => intents.view(intents.cancel(id), false)),
    'POST /v1/refunds': (call) => keyed(call, (form) => refunds.create(form)),
    'GET /v1/refunds': (call) => ({
      status: 200,
      body: listOf(refunds.list(call.query.get('payment_intent')), call.path),
    }),
    'GET /v1/refunds/:id': (_call, id = '') => ({ status: 200, body: refunds.get(id) }),
    'GET /v1/events': (call) => ({
      status: 200,
      body: listOf(events().slice(0, Number(call.query.get('limit') ?? 10)), call.path),
    }),
    'GET /v1/events/:id': (_call, id = '') => {
      const event = events().find((one) => one.id === id);
      if (!event) throw missing('event', id);
      return { status: 200, body: event };
    },
  };
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

const formOf = (call: Call): Form => parseForm(call.query.toString());
const isExpanded = (form: Form): boolean =>
  Object.values(formIn(form, 'expand') ?? {}).some((name) => name === 'latest_charge' || name === 'data.latest_charge');
