import { createHash } from 'node:crypto';
import type { Idempotency } from '../../domain/actor-document';
import { canonicalJson } from '../../domain/algorithms/canonical-json';
import { DomainError } from '../../domain/errors';
import { newId, shardKeyOf } from '../../domain/ids';
import type { Envelope } from '../../domain/message';
import type { Request } from '../../ports/request';
import { deriveId } from './derived-id';

/** Returns the envelope of the command that a request becomes. */
export const toEnvelope = ({ caller, traceparent }: Request, time: Date): Envelope => ({
  commandId: newId(),
  time,
  actor: caller.userId,
  ...(traceparent !== undefined && { traceparent }),
});

/** Returns the idempotency of a request: its key belongs to the caller, its fingerprint identifies the request. */
export const toIdempotency = (
  operation: string,
  body: object,
  { caller, idempotencyKey }: Request,
): Idempotency | undefined =>
  idempotencyKey === undefined
    ? undefined
    : { caller: caller.userId, key: idempotencyKey, fingerprint: fingerprint([operation, body]) };

/**
 * Returns an id for what a request creates. The same key leads to the same shard, whose unique index then holds even if
 * the collection is sharded (docs/scaling.md).
 */
export const newIdFor = (idempotency: Idempotency | undefined): string =>
  idempotency ? newId(shardKeyOf(deriveId('shard', idempotency.caller, idempotency.key))) : newId();

/** Rejects a key that was used for another request. @throws DomainError `idempotency-key-reused` */
export const assertSameRequest = (first: Idempotency | undefined, now: Idempotency | undefined): void => {
  if (first?.fingerprint !== now?.fingerprint) {
    throw new DomainError('idempotency-key-reused', 'This Idempotency-Key was used for another request');
  }
};

/** Returns the SHA-256 of a value; the order of its members does not matter. */
export const fingerprint = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('base64url');
