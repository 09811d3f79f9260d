import { hash } from 'node:crypto';
import type { ActorDocument, LogEntry } from '../../domain/actor-document';
import { canonicalJson } from '../../domain/algorithms/canonical-json';

/** Whether a business field is part of the chain: `protected`, or `unlogged` because it changes without a log entry. */
export type Protection = 'protected' | 'unlogged';

/** How the documents of one collection are audited. */
export interface Audit {
  /** The fields whose values each entry covers. */
  protects: readonly string[];
  /** The status that a document may be in before anything was logged. */
  silentIn?: string;
}

/** An entry that is not in the chain yet. */
export type NewEntry = Omit<LogEntry, 'stateHash' | 'hash'>;

/** Returns the names of the protected fields. */
export const listProtectedFields = (fields: Record<string, Protection>): string[] =>
  Object.keys(fields).filter((name) => fields[name] === 'protected');

/** Appends entries, each of which covers all entries before it and the document as the change leaves it. */
export const appendEntries = (
  { protects }: Audit,
  log: LogEntry[],
  entries: NewEntry[],
  after: ActorDocument,
): LogEntry[] => {
  const stateHash = hashState(protects, after);
  const chain = [...log];
  for (const entry of entries) {
    const vouching = { ...entry, stateHash };
    chain.push({ ...vouching, hash: hashEntry(vouching, chain.at(-1)?.hash ?? after._id) });
  }
  return chain;
};

/** Returns the SHA-256 of the protected fields. */
export const hashState = (protects: readonly string[], document: object): string => {
  const fields = document as Record<string, unknown>;
  return sha256(canonicalJson(Object.fromEntries(protects.map((name) => [name, fields[name]]))));
};

/** Returns the SHA-256 of the previous hash, or the document's id, and of the entry without its own hash. */
export const hashEntry = (entry: Omit<LogEntry, 'hash'>, previous: string): string =>
  sha256(`${previous}${canonicalJson(entry)}`);

const sha256 = (text: string): string => hash('sha256', text, 'base64url');
