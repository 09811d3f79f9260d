import { exponents } from './currencies';
import { DomainError } from './errors';

/** Returns whether amounts can be in this currency: ISO 4217 has it, with a minor unit. */
export const isCurrency = (currency: string): boolean => exponents.has(currency);

/** Returns the digits after the decimal point of a currency (ISO 4217); 2 for one that was withdrawn. */
export const exponentOf = (currency: string): number => exponents.get(currency) ?? 2;

/**
 * Converts decimal major units, as on the wire, to integer minor units. An amount that the currency cannot express is
 * refused, never rounded.
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

/**
 * Converts integer minor units to the decimal number of the wire. The quotient is the double nearest to the decimal, so
 * JSON prints it exactly.
 */
export const toDecimal = (minor: number, currency: string): number => minor / 10 ** exponentOf(currency);

/** How far a decimal may be off by floating-point arithmetic. */
const arithmeticError = 1e-9;

/** Converts a price that another service computed, such as 0.30000000000000004. Null when it is no amount of the currency. */
export const fromComputedDecimal = (amount: number, currency: string): number | null => {
  const minor = Math.round(amount * 10 ** exponentOf(currency));
  return Number.isSafeInteger(minor) && Math.abs(toDecimal(minor, currency) - amount) <= arithmeticError ? minor : null;
};
