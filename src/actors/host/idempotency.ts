import { createHash } from 'node:crypto';
import type { Idempotency } from '../../domain/actor-document';
import { canonicalJson } from '../../domain/algorithms/canonical-json';
import { DomainError } from '../../domain/errors';
import { newId } from '../../domain/ids';
import type { Envelope } from '../../domain/message';
import type { Request } from '../../ports/request';

/** The envelope of the command that a request becomes. */
export const toEnvelope = ({ caller, traceparent }: Request, time: Date): Envelope => ({
  commandId: newId(),
  time,
  actor: caller.userId,
  ...(traceparent !== undefined && { traceparent }),
});

/** The idempotency of one request: its key belongs to the caller, and the fingerprint tells two requests apart. */
export const toIdempotency = (
  operation: string,
  body: object,
  { caller, idempotencyKey }: Request,
): Idempotency | undefined =>
  idempotencyKey === undefined
    ? undefined
    : { caller: caller.userId, key: idempotencyKey, fingerprint: fingerprint([operation, body]) };

/** Refuses a key that was used for another request. @throws DomainError `idempotency-key-reused` */
export const assertSameRequest = (first: Idempotency | undefined, now: Idempotency | undefined): void => {
  if (first?.fingerprint !== now?.fingerprint) {
    throw new DomainError('idempotency-key-reused', 'This Idempotency-Key was used for another request');
  }
};

/** SHA-256 of the value, so that the order in which a client writes its members does not count. */
export const fingerprint = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('base64url');
