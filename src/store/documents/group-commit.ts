import { mongo } from 'mongoose';
import type { ActorDocument } from '../../domain/actor-document';
import { duplicateKey, isOutage, toUnavailable } from '../mongo-errors';

/** One insert, or one update that applies to one document at most, such as a compare-and-set. */
export type Write<D extends mongo.Document = ActorDocument> = mongo.AnyBulkWriteOperation<D>;

/** Sends writes as one unordered bulk. */
export type SendBulk<W = Write> = (writes: W[]) => Promise<BulkTotals>;
type BulkTotals = Pick<mongo.BulkWriteResult, 'matchedCount'>;

interface Pending<W = object> {
  write: W;
  resolve: (isApplied: boolean) => void;
  reject: (error: unknown) => void;
}

const bulksMax = 2;
const writesMax = 500;

/**
 * Creates a writer that gathers the writes of all documents and sends them as one bulk: an idle writer sends at once,
 * and under load many changes cost one command. Resolves to true when the write applied, and to false when it did not
 * apply or the outcome is unknown; an insert does not apply when one of its unique values is taken.
 * @throws Unavailable `database`
 * @throws MongoServerError of an update that would take a unique value of another document
 */
export const createGroupCommit = <D extends mongo.Document = ActorDocument>(
  send: SendBulk<Write<D>>,
): ((write: Write<D>) => Promise<boolean>) => {
  let waiting: Pending<Write<D>>[] = [];
  let bulks = 0;
  let isScheduled = false;

  const flush = (): void => {
    isScheduled = false;
    while (waiting.length > 0 && bulks < bulksMax) {
      const batch = waiting.slice(0, writesMax);
      waiting = waiting.slice(writesMax);
      bulks += 1;
      void sendBatch(send, batch).finally(() => {
        bulks -= 1;
        flush();
      });
    }
  };

  return (write) =>
    new Promise((resolve, reject) => {
      waiting.push({ write, resolve, reject });
      if (isScheduled || bulks >= bulksMax) return;
      isScheduled = true;
      setImmediate(flush);
    });
};

const sendBatch = async <W extends object>(send: SendBulk<W>, batch: Pending<W>[]): Promise<void> => {
  const writes = batch.map(({ write }) => write);
  try {
    // After a lost reply the same writes are sent again: a write that had applied misses now, and is found by its mark.
    settle(
      batch,
      await sendOnce(send, writes).catch((error) => (isOutage(error) ? sendOnce(send, writes) : raise(error))),
    );
  } catch (error) {
    for (const { reject } of batch) reject(toUnavailable(error));
  }
};

interface BulkAnswer {
  matchedCount: number;
  /** By the index of the write in the bulk. */
  errors: Map<number, mongo.WriteError>;
}

/** Sends a bulk. Failures of single writes are part of the answer; a failure of the whole bulk is thrown. */
const sendOnce = async <W>(send: SendBulk<W>, writes: W[]): Promise<BulkAnswer> => {
  try {
    return { matchedCount: (await send(writes)).matchedCount, errors: new Map() };
  } catch (error) {
    if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
    const unconfirmed = error.result.getWriteConcernError();
    if (unconfirmed) throw new mongo.MongoNetworkError('The write concern was not reached', { cause: error });
    const list = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
    // The driver wraps a failure of the whole bulk; the error inside says what it was.
    if (list.length === 0) throw error.errorResponse instanceof Error ? error.errorResponse : error;
    return { matchedCount: error.result.matchedCount, errors: new Map(list.map((one) => [one.index, one])) };
  }
};

/** Resolves the writes of a bulk. Its answer has only totals: when one compare-and-set missed, any of them may have. */
const settle = (batch: Pending[], { matchedCount, errors }: BulkAnswer): void => {
  const updates = batch.filter(({ write }, index) => 'updateOne' in write && !errors.has(index)).length;
  const allMatched = matchedCount === updates;
  batch.forEach(({ write, resolve, reject }, index) => {
    const error = errors.get(index);
    const isTaken = error?.code === duplicateKey && 'insertOne' in write;
    if (error && !isTaken) reject(new mongo.MongoServerError({ message: error.errmsg ?? '', code: error.code }));
    else resolve(!error && ('insertOne' in write || allMatched));
  });
};

const raise = (error: unknown): never => {
  throw error;
};
