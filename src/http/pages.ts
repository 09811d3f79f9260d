import type { Context } from 'koa';
import { isUuid } from '../domain/ids';
import { HttpProblem } from './problem-details';

/** The id that a cursor stands for. @throws HttpProblem `invalid-request` */
export const idOfCursor = (cursor: string): string => {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (isUuid(id)) return id;
  const detail = 'must be a nextCursor that we gave';
  throw new HttpProblem('invalid-request', `cursor ${detail}`, { errors: [{ pointer: 'query/cursor', detail }] });
};

/** One page from one more document than fits, with a `Link` to the next one (RFC 8288). */
export const pageOf = <D extends { _id: string }, R>(
  ctx: Context,
  found: D[],
  limit: number,
  toResource: (one: D) => R,
) => {
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  if (!last) return { data: page.map(toResource) };
  const nextCursor = Buffer.from(last._id).toString('base64url');
  const query = new URLSearchParams(ctx.querystring);
  query.set('cursor', nextCursor);
  ctx.set('Link', `<${ctx.path}?${query.toString()}>; rel="next"`);
  return { data: page.map(toResource), nextCursor };
};
