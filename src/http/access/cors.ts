import type { Middleware } from 'koa';

const preflightHeaders = {
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PATCH, DELETE',
  'Access-Control-Allow-Headers':
    'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, Prefer, traceparent',
  'Access-Control-Max-Age': '600',
};
const exposed = 'ETag, Idempotency-Replayed, Link, Location, Preference-Applied, Retry-After, WWW-Authenticate';

/**
 * Lets pages of these origins read responses (Fetch standard, CORS). An origin that ends in `:*` allows every port. Tokens
 * travel in a header, so credentials such as cookies are never allowed. No `Vary: Origin`: no response may be reused unasked.
 */
export const cors = (origins: string[]): Middleware => {
  const exact = new Set(origins.filter((origin) => !origin.endsWith(':*')));
  const anyPort = origins.filter((origin) => origin.endsWith(':*')).map((origin) => origin.slice(0, -1));
  const isAllowed = (origin: string): boolean =>
    exact.has(origin) || anyPort.some((start) => origin.startsWith(start) && /^\d+$/.test(origin.slice(start.length)));

  return async (ctx, next) => {
    if (origins.length === 0) return next();
    const origin = ctx.get('Origin');
    if (!isAllowed(origin)) return next();
    ctx.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': exposed });
    if (ctx.method !== 'OPTIONS' || ctx.get('Access-Control-Request-Method') === '') return next();
    ctx.set(preflightHeaders);
    ctx.status = 204;
  };
};
