import type { Context } from 'koa';
import { HttpProblem } from '../problem-details';

const keyForm = /^(?:"([\x21\x23-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255}))$/;

/**
 * Returns the `Idempotency-Key`, quoted or bare. An empty one is rejected: its client believes that it may repeat the
 * request. @throws HttpProblem `invalid-request`
 */
export const readIdempotencyKey = ({ headers }: Context): string | undefined => {
  const header = headers['idempotency-key'] as string | undefined;
  if (header === undefined) return undefined;
  const match = keyForm.exec(header);
  if (!match) throw invalidHeader('Idempotency-Key', 'must have 1 to 255 visible characters');
  return match[1] ?? match[2];
};

const waitDefaultSeconds = 2;
const waitMaxSeconds = 10;

/** Returns how long the caller would wait for an outcome, in milliseconds (RFC 7240). Sets `Preference-Applied`. */
export const readWaitMs = (ctx: Context): number => {
  const preferences = ctx.get('Prefer').toLowerCase();
  ctx.vary('Prefer');
  if (/\brespond-async\b/.test(preferences)) {
    ctx.set('Preference-Applied', 'respond-async');
    return 0;
  }
  const asked = /\bwait=(\d{1,6})\b/.exec(preferences)?.[1];
  if (asked === undefined) return waitDefaultSeconds * 1000;
  const seconds = Math.min(Number(asked), waitMaxSeconds);
  ctx.set('Preference-Applied', `wait=${seconds}`);
  return seconds * 1000;
};

/**
 * Returns the versions that `If-Match` accepts; undefined accepts any. The comparison is strong, so that a weak tag and a
 * tag of another server accept none (RFC 9110, 13.1.1).
 */
export const readIfMatch = (ctx: Context): number[] | undefined => {
  const header = ctx.get('If-Match').trim();
  if (header === '' || header === '*') return undefined;
  return [...header.matchAll(/(?<!W\/)"(\d{1,15})"/g)].map(([, version]) => Number(version));
};

/** Returns the `seq` of the last event that the caller has. @throws HttpProblem `invalid-request` */
export const readLastEventId = ({ headers }: Context): number | undefined => {
  const header = headers['last-event-id'] as string | undefined;
  if (header === undefined) return undefined;
  if (!/^\d{1,15}$/.test(header)) throw invalidHeader('Last-Event-ID', 'must be the id of an event that we sent');
  return Number(header);
};

const invalidHeader = (name: string, detail: string) =>
  new HttpProblem('invalid-request', `${name} ${detail}`, { errors: [{ pointer: `header/${name}`, detail }] });
