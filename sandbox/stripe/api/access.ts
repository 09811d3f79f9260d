import type { Middleware } from 'koa';
import type { RequestState } from '../../request';
import { StripeError } from '../errors';

const type = 'invalid_request_error';

/** Refuses a request whose key is none of a test account. https://docs.stripe.com/keys */
export const assertKey: Middleware<RequestState> = (ctx, next) => {
  if (!ctx.path.startsWith('/v1/')) return next();
  const key = keyIn(ctx.get('authorization'));
  if (/^(sk|rk)_test_\w+$/.test(key)) return next();
  if (key === '') throw new StripeError(401, { type, message: 'You did not provide an API key.' });
  if (key.startsWith('pk_')) {
    const message = 'This API call cannot be made with a publishable API key. Please use a secret API key.';
    throw new StripeError(401, { type, code: 'secret_key_required', message });
  }
  throw new StripeError(401, { type, message: `Invalid API Key provided: ${key.slice(0, 3)}****` });
};

/** The key of a `Bearer` or `Basic` authorization. */
const keyIn = (authorization: string): string => {
  const [scheme = '', credentials = ''] = authorization.split(' ');
  if (scheme !== 'Basic') return scheme === 'Bearer' ? credentials : '';
  return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] ?? '';
};
