import type { Context } from 'koa';
import { hasCardNumber } from '../domain/algorithms/card-number';
import { HttpProblem } from './problem-details';

/**
 * Keeps card numbers out: nothing with one in its body, query or idempotency key goes on. The answer says where it was,
 * never what it was.
 * @throws HttpProblem `card-number-refused`
 */
export const refuseCardNumbers = (ctx: Context, body: unknown): void => {
  const places = [
    ...placesInBody(body, ctx),
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

/**
 * Parsing rounds long numbers, so the text is what counts; only where it has escapes, the values say what it means. Where
 * in the body it is, the values say.
 */
const placesInBody = (body: unknown, { request }: Context): string[] => {
  const { rawBody = '' } = request as { rawBody?: string };
  const isInText = hasCardNumber(rawBody);
  if (!isInText && !rawBody.includes('\\')) return [];
  const places = placesIn(body, '#');
  return isInText && places.length === 0 ? ['#'] : places;
};

/** No body of the contract goes deeper. */
const depthMax = 10;

const placesIn = (value: unknown, pointer: string, depth = 0): string[] => {
  if (typeof value !== 'object' || value === null) return hasCardNumber(String(value)) ? [pointer] : [];
  if (depth === depthMax) return [];
  // A name that is a card number must not come back in a pointer.
  return Object.entries(value).flatMap(([name, member]) =>
    hasCardNumber(name) ? [pointer] : placesIn(member, `${pointer}/${name}`, depth + 1),
  );
};
