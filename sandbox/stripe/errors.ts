import { Refused } from '../request';

/** An error in Stripe's shape. */
export class StripeError extends Refused {
  constructor(
    status: number,
    error: Record<string, unknown>,
    /** The request itself was wrong: its execution did not begin, and its idempotency key keeps nothing. */
    readonly isBeforeExecution = false,
  ) {
    super(status, { error });
  }
}

const type = 'invalid_request_error';

/** 400: a parameter is wrong, and the execution did not begin. */
export const invalidParameter = (message: string, param: string, code?: string): StripeError =>
  new StripeError(400, { type, message, param, ...(code && { code }) }, true);

export const missingParameter = (param: string): StripeError =>
  invalidParameter(`Missing required param: ${param}.`, param, 'parameter_missing');

/** 400: the request is well formed, but what it asks for is not possible in this state. */
export const refused = (message: string, more: { code?: string; param?: string } & Record<string, unknown> = {}) =>
  new StripeError(400, { type, message, ...more });

/** There is no such object: 404 when the URL names it, 400 when a parameter does. */
export const missing = (what: string, id: string, param?: string): StripeError =>
  new StripeError(param === undefined ? 404 : 400, {
    type,
    code: 'resource_missing',
    message: `No such ${what}: '${id}'`,
    ...(param && { param }),
  });

/** 402: the issuer or the gateway declined the card. */
export const declined = (error: Record<string, unknown>): StripeError =>
  new StripeError(402, { type: 'card_error', ...error });
