/** Ids, which may hold many digits: UUIDs and other hexadecimal words with a letter in them. */
const uuids = /(?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])/gi;
const hexWords = /(?<![0-9a-z])(?=\d*[a-f])[0-9a-f]+(?![0-9a-z])/gi;
/** Telephone numbers as E.164 has them: a plus, and at most 15 digits. */
const phones = /\+\d(?:[\s\p{Pd}]?\d){6,14}(?![\s\p{Pd}]?\d)/gu;

/** So long a row of digits, spaces and dashes that there may be something to look at; most texts have none. */
const row = /\d[\d\s\p{Pd}]{11,}\d/u;
/** Groups of digits with a space or dash between them. */
const digitRuns = /\d+(?:[\s\p{Pd}]+\d+)*/gu;

/** How numbers of payment cards begin (ISO/IEC 7812): 3 to 6, and the ranges of Mir and Mastercard below 3. */
const form = /^(?:[3-6]\d{12,18}|2(?:20[0-4]|22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12,15})$/;
/** A group has a digit at least, and no number more than 19. */
const groupsMax = 19;

/**
 * Whether something in the text looks like the number of a payment card: 13 to 19 digits, also in groups, that begin as
 * card numbers do and pass the Luhn check. Ids, telephone numbers and timestamps do not.
 */
export const hasCardNumber = (text: string): boolean =>
  row.test(text) &&
  (text.replace(uuids, '.').replace(hexWords, '.').replace(phones, '.').match(digitRuns) ?? []).some(isCardIn);

/** Whether neighbouring groups of a run make a card number. */
const isCardIn = (run: string): boolean => {
  const groups = run.split(/\D+/);
  return groups.some((_group, first) => {
    let digits = '';
    for (const group of groups.slice(first, first + groupsMax)) {
      digits += group;
      if (form.test(digits) && passesLuhn(digits)) return true;
    }
    return false;
  });
};

const passesLuhn = (digits: string): boolean => {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, place) => {
      const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
};
