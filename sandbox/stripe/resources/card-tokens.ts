/** What a test token does to a charge. Any `tok_…` that is not listed works like `tok_visa`. */
const declines: Record<string, string> = {
  tok_chargeDeclined: 'generic_decline',
  tok_chargeDeclinedInsufficientFunds: 'insufficient_funds',
  tok_chargeDeclinedStolenCard: 'stolen_card',
  tok_chargeDeclinedLostCard: 'lost_card',
  tok_chargeDeclinedFraudulent: 'fraudulent',
};

/** A token of a card that a customer typed in, such as `tok_1NvPlY…`, is used up by its payment method. */
export const isSingleUse = (token: string): boolean => token.startsWith('tok_1');

/** The issuer's reason to decline a charge, if it does. */
export const declineCodeOf = (token: string): string | undefined => declines[token];

/** Whether the customer must act at the bank's or the wallet's page. */
export const isChallenged = (token: string): boolean => token === 'tok_threeDSecureRequired' || token === 'paypal';

const flakyFailures = 2;

/** Whether a charge fails with a 500 before anything began, at the n-th time (from 0) that a key is sent. */
export const failsBefore = (token: string, times: number): boolean =>
  token === 'tok_error500' || (token === 'tok_flaky' && times < flakyFailures);

/** Whether a charge fails with a 500 after it was made. */
export const failsAfter = (token: string): boolean => token === 'tok_error500_after';

/** How the first answer to a charge is delayed: for some milliseconds, or for ever. */
export const delayOf = (token: string): number => {
  if (token === 'tok_timeout') return Number.POSITIVE_INFINITY;
  return token === 'tok_slow' ? 3_000 : 0;
};

/** Brand, last four digits and year of expiry. */
const cards: Record<string, [brand: string, last4: string, year: number]> = {
  tok_mastercard: ['mastercard', '4444', 2034],
  tok_amex: ['amex', '8431', 2034],
  tok_expired: ['visa', '0069', 2020],
};

/** The card behind a token. */
export const cardOf = (token: string) => {
  const [brand, last4, exp_year] = cards[token] ?? ['visa', '4242', 2034];
  return { brand, last4, exp_month: 12, exp_year, fingerprint: `sandbox${brand}${last4}` };
};
