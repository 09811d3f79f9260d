import { DomainError } from '../../domain/errors';

/**
 * Returns the page that the customer returns to after a step at their bank: the requested one if it is an allowed page or
 * below it, the first allowed one if none is requested.
 * @throws DomainError `return-url-not-allowed`
 */
export const selectReturnUrl = (allowed: readonly string[], requested: string | undefined): string => {
  if (requested === undefined) return allowed[0] ?? '';
  if (URL.canParse(requested) && allowed.some((one) => isAtOrBelow(new URL(one), new URL(requested)))) return requested;
  throw new DomainError('return-url-not-allowed', 'returnUrl must be one of the configured pages, or below one');
};

const isAtOrBelow = (page: URL, url: URL): boolean => {
  const folder = page.pathname.endsWith('/') ? page.pathname : `${page.pathname}/`;
  const isBelow = url.pathname === page.pathname || url.pathname.startsWith(folder);
  return url.origin === page.origin && isBelow && url.username === '' && url.password === '';
};
