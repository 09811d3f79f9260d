import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import { hasCardNumber, isCardLikeNumber } from './card-number';

describe('hasCardNumber', () => {
  test.each([
    ['visa', '4242424242424242'],
    ['visa of 13 digits', '4222222222222'],
    ['visa of 19 digits', '4000000000000000006'],
    ['mastercard', '5555555555554444'],
    ['mastercard of the 2 series', '2223003122003222'],
    ['american express', '378282246310005'],
    ['diners', '30569309025904'],
    ['discover', '6011111111111117'],
    ['jcb', '3566002020360505'],
    ['unionpay', '6200000000000005'],
    ['spaces', '4242 4242 4242 4242'],
    ['dashes', '4242-4242-4242-4242'],
    ['groups of american express', '3782 822463 10005'],
    ['long dashes and wide spaces', '4242–4242 \u00a04242 4242'],
    ['in a sentence', 'my card is 4242 4242 4242 4242, thanks'],
    ['expiry and code after it', '4242424242424242 12 34 123'],
    ['after letters', 'PAN4242424242424242'],
    ['dressed up as a token', 'tok_4242424242424242'],
    ['dressed up as a telephone number', '+4242 4242 4242 4242'],
  ])('finds a card number: %s', (_name, text) => {
    expect(hasCardNumber(text)).toBe(true);
  });

  /** Appends the digit that makes the digits pass the Luhn check. */
  const appendCheckDigit = (digits: string): string => {
    const sum = Array.from(digits)
      .reverse()
      .reduce((total, digit, at) => {
        return total + Number(at % 2 === 0 ? '0246813579'[Number(digit)] : digit);
      }, 0);
    return `${digits}${(10 - (sum % 10)) % 10}`;
  };
  const digits = appendCheckDigit('360000001234400');
  const id = `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12)}-a000-00000000000a`;

  test('finds digits that pass the Luhn check where the text around them allows it', () => {
    expect([appendCheckDigit('491512345678'), digits].map(hasCardNumber)).toEqual([true, true]);
  });

  test.each([
    ['a digit off', '4242424242424243'],
    ['too short', appendCheckDigit('42424242424')],
    ['too long', appendCheckDigit('4242424242424242424')],
    ['a telephone number', `+${appendCheckDigit('491512345678')}`],
    [
      'a telephone number in groups',
      `+49 ${appendCheckDigit('491512345678').slice(2, 6)}-${appendCheckDigit('491512345678').slice(6)}`,
    ],
    ['an id', id],
    ['an id with a prefix', `refund-${id}`],
    ['an id of nothing but digits', '44444444-4444-4444-8444-444444444444'],
    ['a hash', `${digits}a`],
    ['a timestamp', '2026-01-31T10:00:00.000Z'],
    ['a timestamp in milliseconds', appendCheckDigit('176985360000')],
    ['a timestamp in microseconds', appendCheckDigit('176985360000000')],
    ['a timestamp without separators', appendCheckDigit('2026013110000')],
    ['members of a list', '4242,4242,4242,4242'],
    ['an amount', '424242424242.4242'],
  ])('finds none: %s', (_name, text) => {
    expect(hasCardNumber(text)).toBe(false);
  });

  test('finds no card number in a UUID of any version', () => {
    for (let n = 0; n < 2_000; n += 1) expect(hasCardNumber(uuidv7())).toBe(false);
    fc.assert(fc.property(fc.uuid(), (id) => !hasCardNumber(id)));
  });

  test('finds a card number in any surrounding text and any grouping', () => {
    const card = fc.constantFrom('4242424242424242', '5555555555554444', '378282246310005', '6011111111111117');
    const separator = fc.constantFrom('', ' ', '-', '  ');
    const around = fc.constantFrom('', 'card ', '"', '{"n":', ', ', '\n');
    fc.assert(
      fc.property(card, separator, around, around, (digits, between, before, after) =>
        hasCardNumber(`${before}${digits.match(/\d{1,4}/g)?.join(between)}${after}`),
      ),
    );
  });

  test('scans the longest body in linear time', () => {
    const [groups, spaces, digits] = ['4 '.repeat(32_000), `4${' '.repeat(64_000)}x`, '4'.repeat(64_000)];
    expect([groups, spaces, digits].map(hasCardNumber)).toEqual([expect.any(Boolean), false, false]);
  });

  test('finds the same numbers as the definition does, in any groups of digits', () => {
    const definition = (groups: string[]): boolean =>
      groups.some((_group, first) =>
        groups.some((_end, last) => {
          const joined = groups.slice(first, last + 1).join('');
          return /^[3-6]\d{12,18}$/.test(joined) && appendCheckDigit(joined.slice(0, -1)) === joined;
        }),
      );
    // Only digits from 3 to 6, so that each of them may begin a card number.
    const group = fc.stringMatching(/^[3-6]{1,7}$/);
    fc.assert(
      fc.property(fc.array(group, { maxLength: 12 }), (groups) => {
        expect(hasCardNumber(groups.join(' '))).toBe(definition(groups));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    [4242424242424242, true],
    [Number('4000000000000000006'), true],
    [5555555555554444, true],
    [999_999_999.99, false],
    [4.242424242424242e20, false],
    [1234567890123, false],
  ])('the JSON number %d: %s', (value, expected) => {
    expect(isCardLikeNumber(value)).toBe(expected);
  });
});
