import { setTimeout as pause } from 'node:timers/promises';
import type { Middleware } from 'koa';
import type { Faults } from '../faults';
import type { Journal } from '../journal';
import {
  createRouter,
  type Form,
  formIn,
  idIn,
  listIn,
  parseForm,
  type RequestContext,
  type RequestState,
  type SandboxRouter,
  textIn,
} from '../request';
import { type Executed, idempotencyKeys, type Kept, type Reply } from './idempotency';
import type { Intents } from './payment-intents';
import { instrumentIn, type PaymentMethods, shown } from './payment-methods';
import type { Refunds } from './refunds';
import { type Asked, type Intent, listOf, missing, stripeError, stripeId, viewOf } from './stripe-objects';
import type { StripeEvent } from './webhooks';

interface StripeParts {
  intents: Intents;
  refunds: Refunds;
  methods: PaymentMethods;
  events: () => StripeEvent[];
  keys: Journal<Kept>;
  faults: Faults;
}

const slowMs = 3_000;
const flakyFailures = 2;
const keyLifetimeMs = 24 * 3600 * 1000;

/** The subset of Stripe's API that the payment service speaks. */
export const stripeRouters = (parts: StripeParts): SandboxRouter[] => {
  const lifetimeMs = (): number => parts.faults.hit({ method: 'POST', path: 'keys' })?.ms ?? keyLifetimeMs;
  const once = idempotencyKeys(parts.keys, lifetimeMs);
  return [intentRouter(parts, once), refundRouter(parts, once), methodRouter(parts, once), eventRouter(parts)];
};

type Once = ReturnType<typeof idempotencyKeys>;

/** A POST that is carried out once for each idempotency key. */
const keyed =
  (once: Once, execute: (form: Form, id: string) => object): Middleware<RequestState> =>
  (ctx) => {
    const executed = () => ({
      reply: { status: 200, body: execute(parseForm(ctx.state.text), idIn(ctx)) },
      isKept: true,
    });
    answer(ctx, once(keyOf(ctx), ctx.path + ctx.state.text, executed));
  };

const intentRouter = (parts: StripeParts, once: Once): SandboxRouter => {
  const { intents, methods } = parts;
  const charge = charging(parts);
  const capture = (form: Form, id: string) =>
    viewOf(intents.capture(id, numberIn(form, 'amount_to_capture')), isExpanded(form));
  return createRouter()
    .post('/v1/payment_intents', async (ctx) => {
      const form = parseForm(ctx.state.text);
      const key = keyOf(ctx);
      const reply = once(key, ctx.path + ctx.state.text, () => charge(form, key ?? ''));
      answer(ctx, reply);
      await takeTime(ctx, reply, () => instrumentIn(form, methods));
    })
    .get('/v1/payment_intents', (ctx) => {
      const asked = askedOf(ctx);
      ctx.body = listOf(createdSince(intents.list(), asked), asked);
    })
    .get('/v1/payment_intents/search', (ctx) => {
      const asked = askedOf(ctx);
      const found = intents.search(textIn(asked.query, 'query') ?? '');
      const view = found.map((intent) => viewOf(intent, isExpanded(asked.query)) as Intent);
      ctx.body = listOf(view, asked, 'search_result');
    })
    .get('/v1/payment_intents/:id', (ctx) => {
      ctx.body = viewOf(intents.get(idIn(ctx)), isExpanded(askedOf(ctx).query));
    })
    .post('/v1/payment_intents/:id/capture', keyed(once, capture))
    .post(
      '/v1/payment_intents/:id/cancel',
      keyed(once, (_form, id) => intents.cancel(id)),
    );
};

const refundRouter = ({ refunds }: StripeParts, once: Once): SandboxRouter =>
  createRouter()
    .post('/v1/refunds', keyed(once, refunds.create))
    .get('/v1/refunds', (ctx) => {
      const asked = askedOf(ctx);
      ctx.body = listOf(createdSince(refunds.list(textIn(asked.query, 'payment_intent') ?? null), asked), asked);
    })
    .get('/v1/refunds/:id', (ctx) => {
      ctx.body = refunds.get(idIn(ctx));
    })
    .post('/sandbox/refunds/:id/fail', (ctx) => {
      ctx.body = refunds.fail(idIn(ctx));
    });

const methodRouter = ({ methods }: StripeParts, once: Once): SandboxRouter =>
  createRouter()
    .post(
      '/v1/customers',
      keyed(once, () => ({ id: stripeId('cus'), object: 'customer' })),
    )
    .post('/v1/payment_methods', keyed(once, methods.create))
    .get('/v1/payment_methods', (ctx) => {
      const asked = askedOf(ctx);
      ctx.body = listOf(methods.list(textIn(asked.query, 'customer') ?? null), asked);
    })
    .get('/v1/payment_methods/:id', (ctx) => {
      ctx.body = shown(methods.get(idIn(ctx)));
    })
    .post(
      '/v1/payment_methods/:id/attach',
      keyed(once, (form, id) => methods.attach(id, textIn(form, 'customer'))),
    )
    .post(
      '/v1/payment_methods/:id/detach',
      keyed(once, (_form, id) => methods.detach(id)),
    );

const eventRouter = ({ events }: StripeParts): SandboxRouter =>
  createRouter()
    .get('/v1/events', (ctx) => {
      const asked = askedOf(ctx);
      ctx.body = listOf(createdSince(events(), asked), asked);
    })
    .get('/v1/events/:id', (ctx) => {
      const event = events().find((one) => one.id === idIn(ctx));
      if (!event) throw missing('event', idIn(ctx));
      ctx.body = event;
    });

/** What a list is asked for by `created[gte]`. */
const createdSince = <T extends { created: number }>(all: T[], { query }: Asked): T[] => {
  const since = Number(textIn(formIn(query, 'created'), 'gte') ?? 0);
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

const answer = (ctx: RequestContext, { status, body, isReplayed }: Reply): void => {
  ctx.status = status;
  ctx.body = body;
  if (isReplayed) ctx.set('Idempotent-Replayed', 'true');
};

/** The time that the first answer takes; a replay is quick, and does not ask whether the card is still there. */
const takeTime = async (ctx: RequestContext, { isReplayed }: Reply, instrument: () => string): Promise<void> => {
  if (isReplayed) return;
  const token = instrument();
  if (token === 'tok_timeout') ctx.respond = false;
  if (token === 'tok_slow') await pause(slowMs);
};

/** Rejects a call without a key. @throws Refused 401 */
export const assertKey: Middleware<RequestState> = (ctx, next) => {
  if (!ctx.path.startsWith('/v1/') || /^(Bearer|Basic) \S+/.test(ctx.get('authorization'))) return next();
  throw stripeError(401, { type: 'invalid_request_error', message: 'You did not provide an API key.' });
};

const serverError: Reply = { status: 500, body: { error: { type: 'api_error', message: 'An error occurred' } } };

const keyOf = (ctx: RequestContext): string | undefined => ctx.get('idempotency-key') || undefined;

const askedOf = (ctx: RequestContext): Asked => ({ path: ctx.path, query: parseForm(ctx.querystring) });

const numberIn = (form: Form, name: string): number | undefined => {
  const text = textIn(form, name);
  return text === undefined ? undefined : Number(text);
};

const isExpanded = (form: Form): boolean =>
  listIn(form, 'expand').some((name) => name === 'latest_charge' || name === 'data.latest_charge');
