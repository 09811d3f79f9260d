import type { Context } from 'koa';
import { hasCardNumber } from '../domain/card-number';
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

/** Parsing rounds long numbers and resolves escapes, so both the value and its text are looked at. */
const placesInBody = (body: unknown, { request }: Context): string[] => {
  const { rawBody = '' } = request as { rawBody?: string };
  const places = placesIn(body, '#');
  return places.length === 0 && hasCardNumber(rawBody) ? ['#'] : places;
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
