import { type Connection, mongo } from 'mongoose';
import { isReserved } from './reserved-orders';

type Index = mongo.IndexDescription & { name: string };

const whereExists = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } });

const idempotencyKey: Index = {
  name: 'idempotency_key',
  key: { 'idempotency.caller': 1, 'idempotency.key': 1 },
  unique: true,
  ...whereExists('idempotency.key'),
};
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
const orderCollections: Record<string, Index[]> = {
  orders: [
    ...documentIndexes,
    ofUser,
    { name: 'in_status', key: { status: 1, _id: -1 } },
    { name: 'reserved', key: { 'stock.reservationId': 1 }, partialFilterExpression: isReserved },
  ],
  divergences,
  'data-quality': [],
};

/** The collections of the database `payments`, with their indexes. */
const paymentCollections: Record<string, Index[]> = {
  payments: [
    ...documentIndexes,
    { name: 'command_key', key: { commandKeys: 1 }, unique: true, ...whereExists('commandKeys') },
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

/** Creates every collection and index of both databases. Safe to repeat, also by several processes at once. */
export const migrateAll = async (ordersDb: Connection, paymentsDb: Connection): Promise<void> => {
  await Promise.all([migrate(ordersDb, orderCollections), migrate(paymentsDb, paymentCollections)]);
};

const migrate = async ({ db }: Connection, collections: Record<string, Index[]>): Promise<void> => {
  if (!db) throw new Error('MongoDB has not been reached yet');
  for (const [name, indexes] of Object.entries(collections)) {
    await db.createCollection(name).catch(ignoreExisting);
    if (indexes.length > 0) await db.collection(name).createIndexes(indexes);
  }
};

const namespaceExists = 48;

const ignoreExisting = (error: unknown): void => {
  if (!(error instanceof mongo.MongoServerError && error.code === namespaceExists)) throw error;
};
