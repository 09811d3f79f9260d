import type { Context, Middleware } from 'koa';
import { DomainError, NewerVersion, Unavailable } from '../domain/errors';
import type { Logger } from '../observability/logger';
import { currentTrace, traceIdOf } from '../observability/tracing';

/** A problem of the HTTP layer itself, such as a body that is no JSON. `headers` go with the answer. */
export class HttpProblem extends DomainError {
  constructor(
    code: string,
    message: string,
    details: Record<string, unknown> = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(code, message, details);
  }
}

/** The one place where a code becomes a status (RFC 9110) and a title. */
export const problems: Record<string, [status: number, title: string]> = {
  'malformed-request': [400, 'The request is not HTTP'],
  'invalid-json': [400, 'The body is not JSON'],
  'webhook-not-authentic': [400, 'The webhook is not authentic'],
  'invalid-request': [400, 'The request does not match the contract'],
  'card-number-refused': [400, 'Card numbers are not accepted'],
  unauthenticated: [401, 'A valid bearer token is needed'],
  'payment-declined': [402, 'The payment was declined'],
  forbidden: [403, 'The caller may not do this'],
  'not-found': [404, 'There is no such resource'],
  'order-not-found': [404, 'There is no such order'],
  'payment-not-found': [404, 'There is no such payment'],
  'payment-method-not-found': [404, 'There is no such payment method'],
  'method-not-allowed': [405, 'The resource does not have this method'],
  'request-timeout': [408, 'The request took too long to arrive'],
  'out-of-stock': [409, 'A product is sold out'],
  'illegal-transition': [409, 'The order cannot go to this status'],
  'order-not-payable': [409, 'The order cannot be paid'],
  'payment-in-progress': [409, 'Another payment is in progress'],
  'payment-not-refundable': [409, 'The payment cannot be refunded'],
  'payment-disputed': [409, 'The payment is disputed'],
  'refund-limit-reached': [409, 'The payment has too many refunds'],
  'refund-repeated': [409, 'The refund repeats an earlier one'],
  'payment-not-capturable': [409, 'The payment cannot be captured'],
  'payment-not-voidable': [409, 'The payment cannot be voided'],
  'refund-declined': [409, 'The gateway refused the refund'],
  'capture-declined': [409, 'The gateway refused the capture'],
  'void-declined': [409, 'The gateway refused the void'],
  'version-mismatch': [412, 'The resource has changed'],
  'body-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The body must be application/json'],
  'rate-limited': [429, 'The caller sends too many requests'],
  'too-many-trackers': [429, 'The caller tracks too many orders'],
  'headers-too-large': [431, 'The headers are too large'],
  'user-not-found': [422, 'There is no such active user'],
  'product-not-found': [422, 'There is no such product'],
  'price-mismatch': [422, 'The price is not that of the catalog'],
  'invalid-amount': [422, 'The amount is not one of its currency'],
  'amount-not-chargeable': [422, 'The payment gateway cannot charge the amount'],
  'currency-not-supported': [422, 'The product is not sold in this currency'],
  'shipping-address-required': [422, 'A shipping address is needed'],
  'idempotency-key-reused': [422, 'The idempotency key belongs to another request'],
  'payment-method-not-usable': [422, 'The payment method cannot pay'],
  'return-url-not-allowed': [422, 'The return URL is not allowed'],
  'card-refused': [422, 'The gateway does not take the card'],
  'amount-mismatch': [422, 'The amount is not the total of the order'],
  'currency-mismatch': [422, 'The currency is not that of the order'],
  'capture-exceeds-authorized': [422, 'The capture is more than is authorized'],
  'refund-exceeds-captured': [422, 'The refund is more than is left'],
  'version-conflict': [503, 'The resource changes too often right now'],
  'gateway-refused-request': [503, 'The gateway refused the request'],
  quarantined: [503, 'The resource awaits an operator'],
  'tracking-unavailable': [503, 'No more orders can be tracked'],
};

const unavailable: Record<Unavailable['dependency'], string> = {
  users: 'user-service-unavailable',
  catalog: 'catalog-unavailable',
  gateway: 'gateway-unavailable',
  database: 'database-unavailable',
  redis: 'redis-unavailable',
  'token-keys': 'token-keys-unavailable',
};

const retryAfterSeconds = 2;

/** Every error becomes a problem document (RFC 9457). What is not a refusal or an outage is logged once and not shown. */
export const problemDetails =
  (logger: Logger): Middleware =>
  async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      answerProblem(ctx, error, logger);
    }
  };

const answerProblem = (ctx: Context, error: unknown, logger: Logger): void => {
  const problem = toProblem(error);
  if (error instanceof Unavailable) logger.warn({ err: error, dependency: error.dependency }, 'unavailable');
  if (problem.status === 500) logger.error({ err: error }, 'unexpected error');
  if (problem.status === 503 || problem.status === 429) ctx.set('Retry-After', String(retryAfterSeconds));
  if (error instanceof HttpProblem) ctx.set(error.headers);

  const trace = currentTrace();
  ctx.status = problem.status;
  ctx.set('Cache-Control', 'no-store');
  ctx.body = JSON.stringify({
    ...problem,
    ...(trace !== undefined && { traceId: traceIdOf(trace) }),
  });
  ctx.type = 'application/problem+json';
};

interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
}

/** An error as the world may see it. */
export const toProblem = (error: unknown): Problem => {
  if (error instanceof Unavailable) {
    const detail = `The ${error.dependency} does not answer. Send the request again, with the same Idempotency-Key`;
    const code = unavailable[error.dependency];
    return { type: typeOf(code), title: 'A dependency is unavailable', status: 503, detail, code };
  }
  if (error instanceof NewerVersion) {
    const detail = 'This process cannot read the resource yet. Send the request again, with the same Idempotency-Key';
    const code = 'newer-version';
    return { type: typeOf(code), title: 'A newer release changed the resource', status: 503, detail, code };
  }
  const known = error instanceof DomainError ? problems[error.code] : undefined;
  if (error instanceof DomainError && known) {
    const [status, title] = known;
    const { code, message: detail, details } = error;
    return { type: typeOf(code), title, status, detail, code, ...details };
  }
  const detail = 'The trace id leads to the log';
  const code = 'internal-error';
  return { type: typeOf(code), title: 'Something went wrong on our side', status: 500, detail, code };
};

const typeOf = (code: string): string => `/problems/${code}`;
