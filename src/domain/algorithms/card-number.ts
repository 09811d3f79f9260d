/** Ids, which may contain many digits: UUIDs and other hexadecimal words with a letter in them. */
const uuids = /(?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])/gi;
const hexWords = /(?<![0-9a-z])(?=\d*[a-f])[0-9a-f]+(?![0-9a-z])/gi;
/** Telephone numbers in the form of E.164: a plus and at most 15 digits. */
const phones = /\+\d(?:[\s\p{Pd}]?\d){6,14}(?![\s\p{Pd}]?\d)/gu;

/** A row of digits, spaces and dashes that is long enough for a card number; most texts have none. */
const row = /\d[\d\s\p{Pd}]{11,}\d/u;
/** Groups of digits with a space or dash between them. */
const digitRuns = /\d+(?:[\s\p{Pd}]+\d+)*/gu;

/** How numbers of payment cards begin (ISO/IEC 7812): 3 to 6, and the ranges of Mir and Mastercard below 3. */
const prefix = /^(?:[3-6]|2(?:20[0-4]|22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720))/;
const [digitsMin, digitsMax] = [13, 19];

/**
 * Returns whether a text contains what looks like a payment card number: 13 to 19 digits, possibly in groups, that begin as
 * card numbers do and pass the Luhn check. Ids, telephone numbers and timestamps do not count. Linear in the text's length.
 */
export const hasCardNumber = (text: string): boolean =>
  row.test(text) &&
  (text.replace(uuids, '.').replace(hexWords, '.').replace(phones, '.').match(digitRuns) ?? []).some(isCardIn);

/** Returns whether a JSON number looks like a card number. A long one has lost its last digits, so no Luhn check. */
export const isCardLikeNumber = (value: number): boolean =>
  Number.isInteger(value) && value >= 10 ** (digitsMin - 1) && value < 10 ** digitsMax && prefix.test(value.toFixed());

/** Returns whether neighbouring groups of a run form a card number. */
const isCardIn = (run: string): boolean => {
  const groups = run.split(/\D+/);
  const digits = groups.join('');
  const sums = luhnSums(digits);
  const bounds = new Set([0]);
  let end = 0;
  for (const group of groups) {
    end += group.length;
    bounds.add(end);
  }
  for (const start of bounds) {
    if (!prefix.test(digits.slice(start, start + 4))) continue;
    for (let length = digitsMin; length <= digitsMax; length += 1) {
      if (bounds.has(start + length) && sums(start, start + length) % 10 === 0) return true;
    }
  }
  return false;
};

/** Prepares Luhn sums of any part of a text of digits, each in constant time. */
const luhnSums = (digits: string): ((start: number, end: number) => number) => {
  // For each parity of places: the sum of the first n digits when the digits at places of that parity are doubled.
  const sums: [number[], number[]] = [[0], [0]];
  for (const [place, digit] of Array.from(digits, Number).entries()) {
    for (const parity of [0, 1] as const) {
      const value = place % 2 === parity ? digit * 2 : digit;
      sums[parity].push((sums[parity][place] ?? 0) + (value > 9 ? value - 9 : value));
    }
  }
  // The digit before the last one is doubled, and then every second one.
  return (start, end) => {
    const of = sums[end % 2 === 0 ? 0 : 1];
    return (of[end] ?? 0) - (of[start] ?? 0);
  };
};
