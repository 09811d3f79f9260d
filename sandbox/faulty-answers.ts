import { setTimeout as pause } from 'node:timers/promises';
import type { Middleware } from 'koa';
import type { Fault, FaultKind, Faults } from './faults';
import type { RequestState } from './request';

/** Carries a request out, unless a scripted fault prevents it or spoils the answer. */
export const answerFaulty =
  ({ hit }: Faults): Middleware<RequestState> =>
  async (ctx, next) => {
    const { method, path } = ctx;
    const fault = hit({ method, path, text: ctx.state.text }, 'request');
    if (!fault) return next();
    const broken = brokenReplies[fault.kind]?.(fault);
    if (broken) {
      ctx.set(broken.headers ?? {});
      ctx.status = broken.status;
      ctx.body = broken.body;
      return;
    }
    switch (fault.kind) {
      case 'never':
        ctx.respond = false;
        return;
      case 'reset':
        ctx.respond = false;
        return void ctx.res.destroy();
      case 'lost-answer':
        await next();
        ctx.respond = false;
        return void ctx.res.destroy();
      case 'late':
        ctx.respond = false;
        ctx.res.destroy();
        await pause(fault.ms);
        return next();
      case 'slow-answer':
        await next();
        await pause(fault.ms);
        return;
      case 'delay':
        ctx.state.waitMs = fault.ms;
    }
    await next();
  };

/** Executes a delayed request later. Its idempotency key is in use meanwhile. */
export const waitWhenDelayed: Middleware<RequestState> = async ({ state }, next) => {
  if (state.waitMs !== undefined) await pause(state.waitMs);
  await next();
};

interface BrokenReply {
  status: number;
  body: object | string;
  headers?: Record<string, string>;
}

const refusal = (status: number, error: object, headers: Record<string, string> = {}): BrokenReply => ({
  status,
  body: { error: { type: 'invalid_request_error', ...error } },
  headers,
});

/** What a gateway that is broken, overloaded or closed to us answers, without having done anything. */
const brokenReplies: Partial<Record<FaultKind, (fault: Fault) => BrokenReply>> = {
  down: () => ({ status: 503, body: { message: 'down' } }),
  html: () => ({ status: 502, body: '<html><body>Bad gateway</body></html>' }),
  page: () => ({ status: 200, body: '<html><body>Welcome</body></html>' }),
  stranger: () => ({ status: 200, body: { status: 'succeeded', data: [], has_more: false } }),
  empty: () => ({ status: 200, body: '' }),
  'half-json': () => ({ status: 200, body: '{"id": "pi_', headers: { 'Content-Type': 'application/json' } }),
  redirect: () => ({ status: 302, body: '', headers: { Location: '/elsewhere' } }),
  'too-many': () => refusal(429, { code: 'rate_limit' }, { 'Retry-After': '1' }),
  'rate-limited': ({ reason = 'global-rate' }) =>
    refusal(
      429,
      { code: 'rate_limit', message: 'Request rate limit exceeded.' },
      { 'Stripe-Rate-Limited-Reason': reason },
    ),
  'lock-timeout': () =>
    refusal(429, {
      code: 'lock_timeout',
      message: 'Another API request or Stripe process currently accesses this object.',
    }),
  unauthorized: () => refusal(401, { code: 'api_key_expired', message: 'Expired API Key provided: sk_test_*******.' }),
  forbidden: () =>
    refusal(403, { message: 'The provided key does not have the required permissions for this endpoint.' }),
};
