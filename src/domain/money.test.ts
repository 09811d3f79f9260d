import { exponents } from './currencies';
import { exponentOf, fromComputedDecimal, fromDecimal, isCurrency, toDecimal } from './money';

describe('money', () => {
  test('has every currency of ISO 4217 that has a minor unit, once', () => {
    expect(exponents.size).toBe(166);
    for (const code of exponents.keys()) expect(code).toMatch(/^[A-Z]{3}$/);
    for (const code of ['XAU', 'XXX', 'XTS', 'ABC', 'usd', '']) expect([code, isCurrency(code)]).toEqual([code, false]);
  });

  test.each([
    ['JPY', 0, 7500, 7500],
    ['UGX', 0, 5000, 5000],
    ['ISK', 0, 25_000, 25_000],
    ['UYI', 0, 3, 3],
    ['USD', 2, 99.98, 9998],
    ['MGA', 2, 5000, 500_000],
    ['HUF', 2, 0.29, 29],
    ['KWD', 3, 15.375, 15_375],
    ['IQD', 3, 0.001, 1],
    ['CLF', 4, 1.0001, 10_001],
    ['UYW', 4, 0.0007, 7],
    ['HRK', 2, 1.15, 115],
  ])('%s has %i digits: %d is %i minor units', (currency, exponent, amount, minor) => {
    expect(exponentOf(currency)).toBe(exponent);
    expect(fromDecimal(amount, currency)).toBe(minor);
    expect(toDecimal(minor, currency)).toBe(amount);
  });

  test('converts every amount to minor units and back, up to the largest of the contract', () => {
    for (const [currency, exponent] of exponents) {
      for (const minor of [1, 7, 29, 115, 999, 12_345, 999_999_999 * 10 ** exponent]) {
        expect([currency, fromDecimal(toDecimal(minor, currency), currency)]).toEqual([currency, minor]);
      }
    }
  });

  test.each([
    [0.5, 'JPY'],
    [99.985, 'USD'],
    [15.3755, 'KWD'],
    [1.00001, 'CLF'],
    [Number.NaN, 'USD'],
    [1e300, 'USD'],
  ])('refuses %d %s, which the currency cannot express', (amount, currency) => {
    expect(() => fromDecimal(amount, currency)).toThrow(expect.objectContaining({ code: 'invalid-amount' }));
  });

  test('accepts the rounding error of another service, and nothing more', () => {
    expect(fromComputedDecimal(0.1 + 0.2, 'USD')).toBe(30);
    expect(fromComputedDecimal(1.1 * 3, 'EUR')).toBe(330);
    for (const amount of [0.301, 0.3000001, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(fromComputedDecimal(amount, 'USD')).toBeNull();
    }
  });
});
