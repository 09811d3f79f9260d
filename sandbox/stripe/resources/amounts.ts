import { invalidParameter, missingParameter } from '../errors';

/*
 * Stripe's units of money, from https://docs.stripe.com/currencies (sections "Zero-decimal currencies", "Three-decimal
 * currencies", "Special cases", "Minimum and maximum charge amounts"). Written from that page only: a table that is
 * shared with a client would share its mistakes.
 */

const currencies = new Set(
  `aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop
  crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy
  kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok
  npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top
  try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer zar zmw`.split(/\s+/),
);

/** The amount is the number of whole units. */
const zeroDecimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
/** Whole units only, and yet in hundredths: the last two digits are 00. */
const wholeInHundredths = new Set(['isk', 'ugx']);
/** Thousandths, of which the last digit is 0. */
const threeDecimal = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);

/** The smallest charges, in units as the page states them. */
const minima: Record<string, number> = {
  usd: 0.5,
  aed: 2,
  ars: 0.5,
  aud: 0.5,
  brl: 0.5,
  cad: 0.5,
  chf: 0.5,
  cop: 0.5,
  czk: 15,
  dkk: 2.5,
  eur: 0.5,
  gbp: 0.3,
  hkd: 4,
  huf: 175,
  idr: 0.5,
  ils: 0.5,
  inr: 0.5,
  jpy: 50,
  krw: 50,
  mxn: 10,
  myr: 2,
  nok: 3,
  nzd: 0.5,
  php: 0.5,
  pln: 2,
  ron: 2,
  rub: 0.5,
  sek: 3,
  sgd: 0.5,
  thb: 10,
  zar: 0.5,
};

/** How many digits an amount may have. */
const digitsMax: Record<string, number> = { idr: 12, cop: 10, inr: 9 };

const decimalsOf = (currency: string): number => {
  if (zeroDecimal.has(currency)) return 0;
  return threeDecimal.has(currency) ? 3 : 2;
};

/** The amount in units, as a decimal text with the digits that the currency is written with: `9998 usd` is `99.98`. */
export const toDecimal = (amount: number, currency: string): string => {
  if (wholeInHundredths.has(currency)) return String(amount / 100);
  const decimals = decimalsOf(currency);
  const digits = String(amount).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
};

/** A currency that can be charged. @throws StripeError 400 */
export const currencyIn = (currency: string | undefined): string => {
  if (currency === undefined) throw missingParameter('currency');
  const lower = currency.toLowerCase();
  if (currencies.has(lower)) return lower;
  throw invalidParameter(`Invalid currency: ${currency}.`, 'currency');
};

/** A positive amount of a currency that Stripe can express. @throws StripeError 400 */
export const amountIn = (text: string, currency: string, param: string): number => {
  const amount = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(amount >= 1)) throw notAnAmount(`Invalid positive integer: ${text}`, param);
  if (wholeInHundredths.has(currency) && amount % 100 !== 0) {
    throw notAnAmount(`Amounts in ${currency} must be evenly divisible by 100.`, param);
  }
  if (threeDecimal.has(currency) && amount % 10 !== 0) {
    throw notAnAmount(`The last digit of an amount in ${currency} must be 0.`, param);
  }
  return amount;
};

/** An amount that can be charged: an amount within Stripe's limits. @throws StripeError 400 */
export const chargeableIn = (text: string | undefined, currency: string): number => {
  if (text === undefined) throw missingParameter('amount');
  const amount = amountIn(text, currency, 'amount');
  const least = Math.round((minima[currency] ?? 0) * 10 ** decimalsOf(currency));
  if (amount < least) {
    const message = `Amount must be at least ${toDecimal(least, currency)} ${currency}`;
    throw invalidParameter(message, 'amount', 'amount_too_small');
  }
  const greatest = 10 ** (digitsMax[currency] ?? 8) - 1;
  if (amount > greatest) {
    const message = `Amount must be no more than ${toDecimal(greatest, currency)} ${currency}`;
    throw invalidParameter(message, 'amount', 'amount_too_large');
  }
  return amount;
};

const notAnAmount = (message: string, param: string) => invalidParameter(message, param, 'parameter_invalid_integer');
