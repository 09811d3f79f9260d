import { type Connection, mongo } from 'mongoose';
import { reservedFilter } from './reserved-orders';

type Index = Omit<mongo.IndexDescription, 'key'> & { name: string; key: Record<string, 1 | -1> };

const whereExists = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } });

const idempotencyKey: Index = {
  name: 'idempotency_key',
  key: { 'idempotency.caller': 1, 'idempotency.key': 1 },
  unique: true,
  ...whereExists('idempotency.key'),
};
const commandKey: Index = { name: 'command_key', key: { commandKeys: 1 }, unique: true, ...whereExists('commandKeys') };
const ofUser: Index = { name: 'of_user', key: { userId: 1, _id: -1 } };

/** What orders and payments have in common. */
const documentIndexes: Index[] = [
  idempotencyKey,
  { name: 'due', key: { nextActionAt: 1 }, ...whereExists('nextActionAt') },
  { name: 'unpublished', key: { unpublishedSince: 1 }, ...whereExists('unpublishedSince') },
  { name: 'published', key: { publishedAt: 1 }, ...whereExists('publishedAt') },
  { name: 'attention', key: { 'attention.since': 1, _id: 1 }, ...whereExists('attention') },
];

const keptSeconds = 90 * 24 * 3600;

const divergences: Index[] = [
  { name: 'newest', key: { firstSeenAt: -1, _id: -1 } },
  { name: 'open', key: { isOpen: 1 }, ...whereExists('isOpen') },
];

/** The collections of the database `orders`, with their indexes. */
export const orderCollections: Record<string, Index[]> = {
  orders: [
    ...documentIndexes,
    ofUser,
    { name: 'in_status', key: { status: 1, _id: -1 } },
    { name: 'reserved', key: { 'stock.reservationId': 1 }, partialFilterExpression: reservedFilter },
  ],
  divergences,
  'data-quality': [],
};

/** The collections of the database `payments`, with their indexes. */
export const paymentCollections: Record<string, Index[]> = {
  payments: [
    ...documentIndexes,
    commandKey,
    { name: 'of_order', key: { orderId: 1, _id: -1 } },
    { name: 'disputed', key: { 'disputes.status': 1, _id: -1 }, ...whereExists('disputes') },
  ],
  'payment-methods': [idempotencyKey, ofUser, { name: 'setup', key: { 'setup.key': 1 }, ...whereExists('setup') }],
  'gateway-customers': [],
  'gateway-events': [
    { name: 'due', key: { lookAt: 1 }, ...whereExists('lookAt') },
    { name: 'kept', key: { receivedAt: 1 }, expireAfterSeconds: keptSeconds },
  ],
  divergences,
};

/**
 * Creates every collection and index of both databases. A cluster is prepared to shard the collections by `shardKey`. Safe
 * to repeat, also by several processes at once.
 */
export const migrateAll = async (ordersDb: Connection, paymentsDb: Connection): Promise<void> => {
  await Promise.all([migrate(ordersDb, orderCollections), migrate(paymentsDb, paymentCollections)]);
};

const migrate = async ({ db }: Connection, collections: Record<string, Index[]>): Promise<void> => {
  if (!db) throw new Error('MongoDB has not been reached yet');
  const isCluster = (await db.command({ hello: 1 })).msg === 'isdbgrid';
  for (const [name, indexes] of Object.entries(collections)) {
    await db.createCollection(name).catch(ignoreExisting);
    if (isCluster) await prepareShards(db.collection(name), indexes);
    else if (indexes.length > 0) await db.collection(name).createIndexes(indexes);
  }
};

/**
 * Makes a collection ready to be sharded by `shardKey`: documents from before get theirs, and each unique index becomes one
 * that begins with it, and a plain one for look-ups. No moment is without a unique index.
 */
export const prepareShards = async (collection: mongo.Collection, all: Index[]): Promise<void> => {
  const unique = all.filter((index) => index.unique);
  if (unique.length > 0) {
    await collection.createIndex({ shardKey: 1 }, { name: 'shard_key' });
    await collection.updateMany({ shardKey: null }, [{ $set: { shardKey: { $substrCP: ['$_id', 32, 4] } } }]);
    await collection.createIndexes(unique.map(inShard));
    for (const { name } of unique) await collection.dropIndex(name).catch(ignoreAbsent);
  }
  const plain = all.map((index) => (index.unique ? anywhere(index) : index));
  if (plain.length > 0) await collection.createIndexes(plain);
};

const inShard = (index: Index): Index => ({
  ...index,
  name: `${index.name}_in_shard`,
  key: { shardKey: 1, ...index.key },
});

const anywhere = ({ unique: _unique, ...index }: Index): Index => ({ ...index, name: `${index.name}_anywhere` });

const namespaceExists = 48;
const indexNotFound = 27;

const ignoreExisting = (error: unknown): void => {
  if (!(error instanceof mongo.MongoServerError && error.code === namespaceExists)) throw error;
};

const ignoreAbsent = (error: unknown): void => {
  if (!(error instanceof mongo.MongoServerError && error.code === indexNotFound)) throw error;
};
