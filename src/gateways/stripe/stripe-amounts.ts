import { exponentOf } from '../../domain/money';

// Source of the three tables: Stripe's page "Supported currencies" (docs.stripe.com/currencies).

/** Currencies whose amounts Stripe takes without decimals. */
const zeroDecimal = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));

/** Currencies without a minor unit whose amounts Stripe takes with two decimals, which must be zero. */
const wholeUnitsOfHundredths = new Set(['ISK', 'UGX']);

/** Currencies whose amounts Stripe takes with three decimals, of which the last must be zero. */
const threeDecimal = new Set('BHD JOD KWD OMR TND'.split(' '));

/** The smallest amount that Stripe charges, in its own units. It applies to the settlement currency of the same name. */
const smallest: Record<string, number> = Object.fromEntries(
  [
    'USD 50, AUD 50, BRL 50, CAD 50, CHF 50, EUR 50, INR 50, NZD 50, SGD 50, GBP 30, JPY 50, BGN 100, AED 200, MYR 200',
    'PLN 200, RON 200, DKK 250, NOK 300, SEK 300, HKD 400, MXN 1000, THB 1000, CZK 1500, HUF 17500',
  ]
    .join(', ')
    .split(', ')
    .map((entry) => entry.split(' '))
    .map(([currency, amount]) => [currency, Number(amount)]),
);

/** The largest amount that Stripe charges in most currencies: eight digits. */
const largest = 99_999_999;

const stripeExponent = (currency: string): number => {
  if (zeroDecimal.has(currency)) return 0;
  return threeDecimal.has(currency) ? 3 : 2;
};

const step = (currency: string): number => {
  if (wholeUnitsOfHundredths.has(currency)) return 100;
  return threeDecimal.has(currency) ? 10 : 1;
};

const scale = (currency: string): number => stripeExponent(currency) - exponentOf(currency);

/**
 * Converts minor units of ISO 4217 to the integer that Stripe's API takes. Nothing is rounded.
 * @throws Error when Stripe cannot express the amount; `findAmountRefusal` says so beforehand
 */
export const toStripeAmount = (amountMinor: number, currency: string): number => {
  const amount = amountMinor * 10 ** scale(currency);
  if (Number.isSafeInteger(amount) && amount % step(currency) === 0) return amount;
  throw new Error(`Stripe cannot express ${amountMinor} minor units of ${currency}`);
};

/** Converts an amount of Stripe's API to minor units of ISO 4217. @throws Error when it has a fraction of one */
export const fromStripeAmount = (amount: number, currency: string): number => {
  const amountMinor = amount / 10 ** scale(currency.toUpperCase());
  if (Number.isSafeInteger(amountMinor)) return amountMinor;
  throw new Error(`Stripe answered ${amount} ${currency}, which is no whole number of minor units`);
};

/** Returns why Stripe cannot charge an amount, or null when it can. */
export const findAmountRefusal = (amountMinor: number, currency: string): string | null => {
  const amount = amountMinor * 10 ** scale(currency);
  if (!Number.isSafeInteger(amount) || amount % step(currency) !== 0) {
    return `An amount of ${currency} must be a multiple of ${step(currency) / 10 ** stripeExponent(currency)}`;
  }
  const least = smallest[currency] ?? 1;
  if (amount < least) return `The smallest amount is ${least / 10 ** stripeExponent(currency)} ${currency}`;
  if (amount > largest) return `The largest amount is ${largest / 10 ** stripeExponent(currency)} ${currency}`;
  return null;
};
