import type { ActorDocument, LogEntry } from '../../domain/actor-document';
import { type Audit, hashEntry, hashState } from './audit-log';

/** The first invalid entry of a log, and what is wrong with it. */
export interface AuditBreak {
  seq: number;
  problem: string;
}

/**
 * Recomputes the chain of one document and compares its newest entry with the document. Returns null when all is valid.
 * It accepts any content: a document that was edited by hand may have any shape.
 */
export const findFirstBreak = (audit: Audit, document: ActorDocument): AuditBreak | null => {
  const log: unknown = document.log;
  if (!Array.isArray(log)) return { seq: 1, problem: 'there is no log' };
  const ids = new Set<unknown>();
  for (const [index, entry] of log.entries()) {
    const problem = problemOf(entry, index, { document, log, ids });
    if (problem) return { seq: index + 1, problem };
  }
  return brokenEnd(audit, document);
};

interface Walk {
  document: ActorDocument;
  log: LogEntry[];
  /** The ids seen so far. */
  ids: Set<unknown>;
}

const problemOf = (entry: LogEntry | null, index: number, { document, log, ids }: Walk): string | null => {
  const previous = log[index - 1];
  if (entry?.seq !== index + 1) return `it is missing: in its place is seq ${entry?.seq}`;
  if (ids.has(entry.id)) return `its id ${entry.id} is that of an earlier entry`;
  ids.add(entry.id);
  const { hash, ...rest } = entry;
  if (hash === undefined) return 'it has no hash';
  if (hash !== hashEntry(rest, previous?.hash ?? document._id))
    return 'it is not as it was written, or not in its place';
  if (previous && previous.after !== entry.before) return `it left ${entry.before}, but ${previous.after} was reached`;
  return null;
};

/** Finds what the chain alone does not show: a missing end, or a document that changed without an entry. */
const brokenEnd = ({ protects, silentIn }: Audit, document: ActorDocument): AuditBreak | null => {
  const { log, publishedSeq, status } = document;
  const last = log.at(-1);
  if (publishedSeq > log.length) return { seq: log.length + 1, problem: 'it was published, and is missing' };
  if (!last)
    return status === silentIn ? null : { seq: 1, problem: `the document is ${status}, and nothing is logged` };
  if (last.stateHash === hashState(protects, document)) return null;
  return { seq: last.seq, problem: 'the document is not as this entry left it: a protected field was changed' };
};
