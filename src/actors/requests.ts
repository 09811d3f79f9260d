import { createHash } from 'node:crypto';
import { DomainError } from '../domain/errors';
import { newId } from '../domain/ids';
import type { Idempotency } from '../machines/actor-document';
import type { Envelope } from '../machines/messages';
import type { Request } from './ports';

/** The envelope of the command that a request becomes. */
export const commandOf = ({ caller, traceparent }: Request, time: Date): Envelope => ({
  commandId: newId(),
  time,
  actor: caller.userId,
  ...(traceparent !== undefined && { traceparent }),
});

/** The idempotency of one request: its key belongs to the caller, and the fingerprint tells two requests apart. */
export const idempotencyOf = (
  operation: string,
  body: object,
  { caller, idempotencyKey }: Request,
): Idempotency | undefined =>
  idempotencyKey === undefined
    ? undefined
    : { caller: caller.userId, key: idempotencyKey, fingerprint: fingerprintOf([operation, body]) };

/** Refuses a key that was used for another request. @throws DomainError `idempotency-key-reused` */
export const assertSameRequest = (first: Idempotency | undefined, now: Idempotency | undefined): void => {
  if (first?.fingerprint !== now?.fingerprint) {
    throw new DomainError('idempotency-key-reused', 'This Idempotency-Key was used for another request');
  }
};

/** SHA-256 of the value with its members in order, so that the order in which a client writes them does not count. */
const fingerprintOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value, sorted)).digest('base64url');

const sorted = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
