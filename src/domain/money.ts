import { DomainError } from './errors';

/** ISO 4217: the currencies whose minor unit is not a hundredth. */
const exponents: Record<string, number> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
};

/** The digits after the decimal point of a currency (ISO 4217). */
export const exponentOf = (currency: string): number => exponents[currency] ?? 2;

/**
 * Decimal major units, as on the wire, to integer minor units. Exact: an amount that the currency cannot express is refused.
 * @throws DomainError `invalid-amount`
 */
export const fromDecimal = (amount: number, currency: string): number => {
  const exponent = exponentOf(currency);
  const minor = Math.round(amount * 10 ** exponent);
  if (Number(amount.toFixed(exponent)) !== amount || !Number.isSafeInteger(minor)) {
    throw new DomainError('invalid-amount', `${amount} is not an amount of ${currency}`);
  }
  return minor;
};

/** Integer minor units to the decimal number of the wire. The quotient is the double nearest to the decimal, so JSON prints it exactly. */
export const toDecimal = (minor: number, currency: string): number => minor / 10 ** exponentOf(currency);
