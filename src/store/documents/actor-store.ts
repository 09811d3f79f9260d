import { LRUCache } from 'lru-cache';
import type { mongo } from 'mongoose';
import type { ActorDocument } from '../../domain/actor-document';
import { attentionItems, raiseItem, toAttention } from '../../domain/attention';
import { DomainError, NewerVersion } from '../../domain/errors';
import { shardKeyOf } from '../../domain/ids';
import { disputeStatuses } from '../../domain/payment';
import type { ActorStore, ListQuery, MachineVersions } from '../../ports/stores';
import { readBatches } from '../cursor-batches';
import { isDuplicateKey, orUnavailable } from '../mongo-errors';
import { createBatchLoader } from './batch-loader';
import { toUpdate } from './document-update';
import { createGroupCommit, type SendBulk, type Write } from './group-commit';
import { upcast } from './upcasters';
import { createWatermarks } from './watermarks';

export interface ActorStoreOptions<D extends ActorDocument> {
  collection: mongo.Collection<ActorDocument>;
  versions: MachineVersions<D>;
  /** Called when a newer release wrote the document that is read. */
  onNewerVersion?: (id: string, machineVersion: number) => void;
  cachedMax?: number;
}

/** An actor store that writes pending watermarks before it closes. */
export interface ClosableActorStore<D extends ActorDocument> extends ActorStore<D> {
  /** Since when the oldest unpublished entry waits. */
  unpublishedSince: () => Promise<Date | undefined>;
  /** Since when the oldest work is due; in the future when no work is due yet. */
  overdueSince: () => Promise<Date | undefined>;
  /** How many documents have something unpublished; counted up to a bound. */
  unpublishedCount: () => Promise<number>;
  flush: () => Promise<void>;
  close: () => Promise<void>;
}

/** Keeps orders or payments in one MongoDB collection. @throws Unavailable `database` from every function */
export const createActorStore = <D extends ActorDocument>(parts: ActorStoreOptions<D>): ClosableActorStore<D> => {
  const { collection, versions } = parts;
  const cache = new LRUCache<string, D>({ max: parts.cachedMax ?? 10_000 });
  const sendBulk: SendBulk = (writes) => collection.bulkWrite(writes, { ordered: false });
  const marks = createWatermarks(sendBulk);
  // The server runs inserts and updates as two commands; in one bulk, each would wait for the other to be durable.
  const submitInsert = createGroupCommit(sendBulk);
  const submit = createGroupCommit(sendBulk);
  const find = createBatchLoader((ids) => byId<D>(collection, ids));
  const findByKey = createBatchLoader((keys) => byKey<D>(collection, keys));

  const keep = (document: D): D => {
    const cached = cache.get(document._id);
    if (!cached || cached.version <= document.version) cache.set(document._id, document);
    return document;
  };

  const commit = async (stored: D, next: D): Promise<D | null> => {
    const { _id, version, shardKey } = stored;
    const filter = { _id, version, ...(shardKey !== undefined && { shardKey }) };
    const watermark = marks.of(_id);
    const update = toUpdate(stored, next, watermark);
    const isApplied = await submit({ updateOne: { filter, update } }).catch((error: unknown) => {
      cache.delete(_id);
      throw isDuplicateKey(error) ? commandKeyReused() : error;
    });
    if (!isApplied) {
      cache.delete(_id);
      return null;
    }
    marks.written(_id, watermark);
    return keep({ ...next, publishedSeq: Math.max(stored.publishedSeq, watermark) });
  };

  const current = async (found: D | null): Promise<D | null> => {
    if (!found) return null;
    const { _id, machineVersion } = found;
    if (machineVersion > versions.known) {
      parts.onNewerVersion?.(_id, machineVersion);
      throw new NewerVersion(_id, machineVersion);
    }
    const readable = upcast(found, versions);
    if (!readable) throw await quarantined(submit, found);
    const next = withoutQuarantine(readable);
    if (next === found) return keep(found);
    const committed = await commit(found, { ...next, version: found.version + 1 });
    return committed ?? read(_id);
  };
  const read = async (id: string): Promise<D | null> => current(await find(id));

  return {
    commit,
    read,
    load: async (id) => cache.get(id) ?? read(id),
    readByKey: async (caller, key) => current(await findByKey(JSON.stringify([caller, key]))),
    insert: async (document) => {
      const isLogged = document.log.length > 0;
      const write = { ...document, ...(isLogged && { unpublishedSince: document.updatedAt }) };
      return (await submitInsert({ insertOne: { document: write } })) ? keep(document) : null;
    },
    list: (query) => listed<D>(collection, query),
    due: (until) => inBatches<D>(collection, { nextActionAt: { $lte: until } }, { nextActionAt: 1 }, { work: 1 }),
    unpublished: (before) => inBatches<D>(collection, { unpublishedSince: { $lte: before } }, { unpublishedSince: 1 }),
    missingSince: async function* (since) {
      // In this order: a document that is published meanwhile moves from the first query to the second.
      yield* inBatches<D>(collection, { unpublishedSince: { $exists: true } }, { unpublishedSince: 1 });
      yield* inBatches<D>(collection, { publishedAt: { $gte: since } }, { publishedAt: 1 });
    },
    unpublishedSince: () => oldest(collection, 'unpublishedSince'),
    overdueSince: () => oldest(collection, 'nextActionAt'),
    notePublished: marks.note,
    unpublishedCount: () =>
      orUnavailable(collection.countDocuments({ unpublishedSince: { $exists: true } }, { limit: countedMax })),
    listAttention: (limit) =>
      all<D>(collection, { attention: { $exists: true } }, { 'attention.since': 1, _id: 1 }, limit, { log: 0 }),
    markAttention: async (id, reason) => {
      for (let turn = 1; turn <= markTurnsMax; turn += 1) {
        const stored = await read(id);
        const marked = stored && withAttention(stored, reason);
        if (!marked || marked === stored || (await commit(stored, marked))) return;
      }
      throw new Error(`${id} kept changing before it could be marked ${reason}`);
    },
    flush: marks.flush,
    close: marks.stop,
  };
};

/** The only unique values that an update adds are the keys of commands. */
const commandKeyReused = (): DomainError =>
  new DomainError('idempotency-key-reused', 'This Idempotency-Key was used for another payment');

type Documents = mongo.Collection<ActorDocument>;
type Filter = mongo.Filter<ActorDocument>;
type Order = Record<string, 1 | -1>;

const all = async <D>(
  collection: Documents,
  filter: Filter,
  sort: Order,
  limit: number,
  projection: object,
): Promise<D[]> => {
  return (await orUnavailable(collection.find(filter, { sort, limit, projection }).toArray())) as D[];
};

/** Returns the earliest time that any document has in the field. */
const oldest = async (collection: Documents, field: 'unpublishedSince' | 'nextActionAt'): Promise<Date | undefined> => {
  const filter = { [field]: { $exists: true } };
  const [first] = await all<ActorDocument>(collection, filter, { [field]: 1 }, 1, { [field]: 1 });
  return first?.[field];
};

const batchMax = 200;
const countedMax = 100_000;

/** Reads along an index to its end, one batch in memory at a time. */
const inBatches = <D>(
  collection: Documents,
  filter: Filter,
  sort: Order,
  projection: object = {},
): AsyncGenerator<D[]> => readBatches<D>(collection.find(filter, { sort, projection, batchSize: batchMax }));

const byId = async <D extends ActorDocument>(collection: Documents, ids: string[]): Promise<Map<string, D>> => {
  // With the shard keys a cluster asks the shards of these documents only; null is that of documents from before.
  const shardKey = { $in: [...ids.map(shardKeyOf), null] };
  const found = await all<D>(collection, { _id: { $in: ids }, shardKey } as Filter, { _id: 1 }, ids.length, {});
  return new Map(found.map((document) => [document._id, document]));
};

const byKey = async <D extends ActorDocument>(collection: Documents, keys: string[]): Promise<Map<string, D>> => {
  const pairs = keys.map((key) => JSON.parse(key) as [string, string]);
  const filter = { $or: pairs.map(([caller, key]) => ({ 'idempotency.caller': caller, 'idempotency.key': key })) };
  const found = await all<D>(collection, filter, {}, keys.length, {});
  return new Map(found.map((one) => [JSON.stringify([one.idempotency?.caller, one.idempotency?.key]), one]));
};

const listed = <D>(collection: Documents, { after, limit, disputed, ...equal }: ListQuery): Promise<D[]> => {
  const filter = {
    ...equal,
    ...(disputed !== undefined && {
      disputes: { $exists: true },
      'disputes.status': disputed === 'any' ? { $in: disputeStatuses } : disputed,
    }),
    ...(after !== undefined && { _id: { $lt: after } }),
  };
  return all<D>(collection, filter as Filter, { _id: -1 }, limit, { log: 0, inbox: 0 });
};

/** Adds a reason for attention in a new version, so that no cached document overwrites it. */
const withAttention = <D extends ActorDocument>(stored: D, reason: string): D => {
  const before = attentionItems(stored.attention);
  const items = raiseItem(before, { id: reason, reason, since: new Date() });
  return items === before ? stored : { ...stored, version: stored.version + 1, attention: toAttention(items) };
};

const markTurnsMax = 5;

const quarantine = 'unknown-machine-version';

/** Withdraws the flag of a document that can be read: by this release, or since an older one flagged it. */
const withoutQuarantine = <D extends ActorDocument>(stored: D): D => {
  const before = attentionItems(stored.attention);
  const items = before.filter(({ id }) => id !== quarantine);
  return items.length === before.length ? stored : { ...stored, attention: toAttention(items) };
};

/** A document that no upcaster converts stays unchanged and is flagged for an operator. */
const quarantined = async (submit: (write: Write) => Promise<boolean>, found: ActorDocument): Promise<DomainError> => {
  const { _id, version, machineVersion } = found;
  const marked = withAttention(found, quarantine);
  if (marked !== found) await submit({ updateOne: { filter: { _id, version }, update: toUpdate(found, marked) } });
  return new DomainError('quarantined', `No upcaster converts ${_id} from machine version ${machineVersion}`);
};
