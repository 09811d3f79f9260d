import { findAmountRefusal, fromStripeAmount, toStripeAmount } from './stripe-amounts';

describe('Stripe amounts', () => {
  test.each([
    ['USD', 9_998, 9_998],
    ['JPY', 500, 500],
    ['ISK', 25_000, 2_500_000],
    ['UGX', 5_000, 500_000],
    ['MGA', 500_000, 5_000],
    ['KWD', 5_120, 5_120],
    ['HUF', 17_500, 17_500],
  ])('converts %s and back without a loss', (currency, amountMinor, amount) => {
    expect(toStripeAmount(amountMinor, currency)).toBe(amount);
    expect(fromStripeAmount(amount, currency.toLowerCase())).toBe(amountMinor);
    expect(findAmountRefusal(amountMinor, currency)).toBeNull();
  });

  test.each([
    ['KWD', 5_123],
    ['BHD', 5_125],
    ['MGA', 12_345],
  ])('refuses %s %i, which Stripe cannot express', (currency, amountMinor) => {
    expect(() => toStripeAmount(amountMinor, currency)).toThrow('cannot express');
    expect(findAmountRefusal(amountMinor, currency)).toContain('multiple of');
  });

  test.each([
    ['USD', 30, 'smallest'],
    ['USD', 100_000_000, 'largest'],
    ['JPY', 49, 'smallest'],
  ])('refuses %s %i: below or above what Stripe charges', (currency, amountMinor, reason) => {
    expect(findAmountRefusal(amountMinor, currency)).toContain(reason);
  });

  test('refuses an answer with a fraction of a minor unit', () => {
    expect(() => fromStripeAmount(50_050, 'ugx')).toThrow('no whole number');
  });
});
