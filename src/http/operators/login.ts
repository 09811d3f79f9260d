import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import type { Logger } from '../../observability/logger';
import { rateLimited } from '../access/rate-limit';
import { createTokenBuckets } from '../access/token-buckets';

interface LoginOptions {
  user: string;
  password: string;
  /** Called for each attempt with wrong credentials. */
  onFailure: () => void;
  logger: Logger;
}

/** Wrong attempts of one address in a minute. A random password outlasts them for ever. */
const failuresPerMinute = 100;

/** Requires HTTP Basic (RFC 7617), compared in constant time. After too many wrong attempts an address has to wait. */
export const requireLogin = ({ user, password, onFailure, logger }: LoginOptions): Middleware => {
  const expected = digest(`${user}:${password}`);
  const attempts = createTokenBuckets(failuresPerMinute);
  return async (ctx, next) => {
    const credentials = credentialsOf(ctx);
    if (credentials !== undefined) {
      const seconds = attempts.waitSeconds(ctx.ip);
      if (seconds > 0) throw rateLimited('Too many wrong logins', seconds);
      if (timingSafeEqual(digest(credentials), expected)) return next();
      attempts.take(ctx.ip);
      onFailure();
      logger.warn({ event: 'operators.login-failed', address: ctx.ip }, 'login failed');
    }
    ctx.set('WWW-Authenticate', 'Basic realm="operations", charset="UTF-8"');
    ctx.status = 401;
    ctx.body = { status: 'a login is needed' };
  };
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const credentialsOf = (ctx: Context): string | undefined => {
  const encoded = /^Basic +(.*)$/i.exec(ctx.get('Authorization'))?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
};
