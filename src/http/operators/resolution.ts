import { hasCardNumber } from '../../domain/algorithms/card-number';
import { DomainError } from '../../domain/errors';

const reasonMax = 500;

/** Reads how an operator resolved something, and which item: all of them unless one is named. @throws DomainError `invalid-request` */
export const readResolution = (body: unknown): { reason: string; item?: string } => {
  const { reason, item, ...others } = body as { reason?: unknown; item?: unknown };
  if (!isLine(reason) || !(item === undefined || isLine(item)) || Object.keys(others).length > 0) {
    const expected = `reason, in at most ${reasonMax} characters of one line, and optionally item, its id`;
    throw new DomainError('invalid-request', `Expected ${expected}`);
  }
  if (hasCardNumber(reason)) throw new DomainError('card-number-refused', 'reason holds something like a card number');
  return item === undefined ? { reason } : { reason, item };
};

const isLine = (text: unknown): text is string =>
  typeof text === 'string' && /^[^\p{Cc}]+$/u.test(text) && text.length <= reasonMax;
