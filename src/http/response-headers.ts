import type { Middleware } from 'koa';

/** Headers of every response. Nothing here is a page, so nothing may be embedded, loaded or guessed; handlers may allow caching. */
const defaults = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Sets the security headers of every response. */
export const responseHeaders: Middleware = (ctx, next) => {
  ctx.set(defaults);
  return next();
};
