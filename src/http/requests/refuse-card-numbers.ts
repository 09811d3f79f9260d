import type { Context } from 'koa';
import { hasCardNumber, isCardLikeNumber } from '../../domain/algorithms/card-number';
import { HttpProblem } from '../problem-details';

/**
 * Rejects a request with a card number in its body, query or idempotency key. The answer says where the number is, and
 * never repeats it.
 * @throws HttpProblem `card-number-refused`
 */
export const refuseCardNumbers = (ctx: Context, body: unknown): void => {
  const places = [
    ...placesIn(body, '#'),
    ...placesIn({ ...ctx.query }, 'query'),
    ...placesIn(ctx.get('Idempotency-Key'), 'header/Idempotency-Key'),
  ];
  if (places.length === 0) return;
  const detail = 'looks like a card number';
  throw new HttpProblem('card-number-refused', 'Send a token of the payment gateway instead', {
    errors: places.slice(0, placesMax).map((pointer) => ({ pointer, detail })),
  });
};

const placesMax = 20;
/** No body of the contract is deeper. */
const depthMax = 10;

/** Members that may hold as many digits as a card number: barcodes, and telephone numbers (at most 15 digits, E.164). */
const mayHoldDigits = (name: string, value: unknown): boolean =>
  name === 'productId' || (name === 'phone' && String(value).replace(/\D/g, '').length <= phoneDigitsMax);
const phoneDigitsMax = 15;

const placesIn = (value: unknown, pointer: string, depth = 0): string[] => {
  if (typeof value === 'string') return hasCardNumber(value) ? [pointer] : [];
  if (typeof value === 'number') return isCardLikeNumber(value) ? [pointer] : [];
  if (typeof value !== 'object' || value === null || depth === depthMax) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    // A name that is a card number must not come back in a pointer.
    if (hasCardNumber(name)) return [pointer];
    return mayHoldDigits(name, member) ? [] : placesIn(member, `${pointer}/${name}`, depth + 1);
  });
};
