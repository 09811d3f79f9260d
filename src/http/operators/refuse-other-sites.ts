import type { Context, Middleware } from 'koa';
import { DomainError } from '../../domain/errors';

/** The media types that a form of another site can send without asking (Fetch standard, CORS-safelisted). */
const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

/**
 * Rejects a change that another web site makes a browser send: browsers add the login to it. They also name the site, in
 * `Origin` always, and in `Sec-Fetch-Site` for addresses that they trust.
 * @throws DomainError `cross-site`
 */
export const refuseOtherSites: Middleware = (ctx, next) => {
  const isChange = !['GET', 'HEAD', 'OPTIONS'].includes(ctx.method);
  if (isChange && (isOfOtherSite(ctx) || ctx.is(formTypes))) {
    throw new DomainError('cross-site', 'Another site must not do this');
  }
  return next();
};

const isOfOtherSite = (ctx: Context): boolean => {
  const site = ctx.get('Sec-Fetch-Site');
  if (site !== '' && site !== 'same-origin' && site !== 'none') return true;
  const origin = ctx.get('Origin');
  return origin !== '' && (!URL.canParse(origin) || new URL(origin).host !== ctx.host);
};
