import type { Caller } from '../../ports/request';

/** What the issuer said of a payment that failed, or of the order of one. */
interface Failure {
  failureCode?: unknown;
  failureReason?: unknown;
}

/**
 * Declines that are shown as a generic one: a thief who tries a card must not learn that it was reported
 * (docs.stripe.com/declines/codes).
 */
const confidentialCodes: ReadonlySet<unknown> = new Set([
  'FRAUDULENT',
  'LOST_CARD',
  'MERCHANT_BLACKLIST',
  'PICKUP_CARD',
  'STOLEN_CARD',
]);

/** Returns the failure as the caller may see it: the real code is for admins and services. */
export const toVisibleFailure = <F extends Failure>(failure: F, { roles }: Caller): F =>
  confidentialCodes.has(failure.failureCode) && !roles.has('admin') && !roles.has('service')
    ? { ...failure, failureCode: 'CARD_DECLINED', failureReason: 'Card declined' }
    : failure;
