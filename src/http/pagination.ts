import type { Context } from 'koa';
import { isUuid } from '../domain/ids';
import { HttpProblem } from './problem-details';

/** The id that a cursor stands for. @throws HttpProblem `invalid-request` */
export const readIdCursor = (cursor: string): string => keyOfCursor(cursor, isUuid);

/** The `seq` that a cursor stands for. @throws HttpProblem `invalid-request` */
export const readSeqCursor = (cursor: string): number => Number(keyOfCursor(cursor, (key) => /^\d{1,15}$/.test(key)));

const keyOfCursor = (cursor: string, isOurs: (key: string) => boolean): string => {
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (isOurs(key)) return key;
  const detail = 'must be a nextCursor that we gave';
  throw new HttpProblem('invalid-request', `cursor ${detail}`, { errors: [{ pointer: 'query/cursor', detail }] });
};

/** One page of documents, from one more than fits, with a `Link` to the next one (RFC 8288). */
export const toPage = <D extends { _id: string }, R>(
  ctx: Context,
  found: D[],
  limit: number,
  toResource: (one: D) => R,
) => toPageBy(ctx, found, limit, { toResource, keyOf: ({ _id }) => _id });

/** The same of anything that `keyOf` tells apart. */
export const toPageBy = <D, R>(
  ctx: Context,
  found: D[],
  limit: number,
  { toResource, keyOf }: { toResource: (one: D) => R; keyOf: (one: D) => string },
) => {
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  if (!last) return { data: page.map(toResource) };
  const nextCursor = Buffer.from(keyOf(last)).toString('base64url');
  const query = new URLSearchParams(ctx.querystring);
  query.set('cursor', nextCursor);
  ctx.set('Link', `<${ctx.path}?${query.toString()}>; rel="next"`);
  return { data: page.map(toResource), nextCursor };
};
