import type { LogEntry } from '../../domain/actor-document';
import type { Run, UnpublishableEvent } from '../../ports/streams';
import { encode, type Fields } from '../stream-entry';

/** A part of a run, as it is sent; `index` says which run it is of. */
export interface PublishPiece {
  index: number;
  id: string;
  /** The `seq` before the first entry, and when that was committed. */
  base: number;
  previousAt?: Date;
  entries: { seq: number; fields: Fields }[];
  bytes: number;
}

// What one call holds, so that Redis is never busy for longer than some milliseconds.
const piecesMax = 200;
const entriesMax = 1_000;
const bytesMax = 4_000_000;

/** A megabyte is what Redis takes at least, however `proto-max-bulk-len` is set. */
const entryBytesMax = 1_000_000;

/** Splits a run into pieces, up to the first entry that cannot be sent. */
export const splitRun = (
  source: string,
  run: Run,
  index: number,
  blocked: (event: UnpublishableEvent) => void,
): PublishPiece[] => {
  const pieces: PublishPiece[] = [];
  let previous: Pick<LogEntry, 'seq'> & { time?: Date | undefined } = { seq: seqBefore(run), time: run.previousAt };
  for (const entry of run.entries) {
    const encoded = encodedOrWhy(source, run.subject, entry);
    if ('reason' in encoded) {
      blocked({ id: run.id, entryId: entry.id, seq: entry.seq, reason: encoded.reason });
      break;
    }
    const { fields, bytes } = encoded;
    const piece = roomFor(pieces.at(-1), bytes) ?? begun(pieces, { index, id: run.id, previous });
    piece.entries.push({ seq: entry.seq, fields });
    piece.bytes += bytes;
    previous = entry;
  }
  return pieces;
};

/** The `seq` before a run. */
export const seqBefore = ({ entries }: Pick<Run, 'entries'>): number => (entries[0]?.seq ?? 1) - 1;

const roomFor = (piece: PublishPiece | undefined, bytes: number): PublishPiece | undefined =>
  piece && piece.entries.length < entriesMax && piece.bytes + bytes <= bytesMax ? piece : undefined;

const begun = (
  pieces: PublishPiece[],
  { index, id, previous }: { index: number; id: string; previous: { seq: number; time?: Date | undefined } },
): PublishPiece => {
  const piece: PublishPiece = { index, id, base: previous.seq, entries: [], bytes: 0 };
  if (previous.time) piece.previousAt = previous.time;
  pieces.push(piece);
  return piece;
};

const encodedOrWhy = (
  source: string,
  subject: string,
  entry: LogEntry,
): { fields: Fields; bytes: number } | { reason: string } => {
  try {
    const fields = encode(source, subject, entry);
    const bytes = fields.reduce((sum, field) => sum + Buffer.byteLength(field), 0);
    return bytes > entryBytesMax ? { reason: `It has ${bytes} bytes` } : { fields, bytes };
  } catch (error) {
    return { reason: String(error) };
  }
};

/** As many pieces together as one call may hold. */
export const toBatches = (pieces: PublishPiece[]): PublishPiece[][] => {
  const all: PublishPiece[][] = [];
  let [entries, bytes] = [0, 0];
  for (const piece of pieces) {
    [entries, bytes] = [entries + piece.entries.length, bytes + piece.bytes];
    const batch = all.at(-1);
    if (batch && batch.length < piecesMax && entries <= entriesMax && bytes <= bytesMax) batch.push(piece);
    else {
      all.push([piece]);
      [entries, bytes] = [piece.entries.length, piece.bytes];
    }
  }
  return all;
};
