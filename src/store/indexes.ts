import { type Connection, type IndexDefinition, type IndexOptions, Schema } from 'mongoose';
import { divergenceKinds } from '../domain/divergence';
import { orderStatuses } from '../domain/order';
import { paymentMethods, paymentStatuses } from '../domain/payment';

const money = { type: Number, required: true, validate: Number.isSafeInteger };
const text = { type: String, required: true };
const options = { versionKey: false, minimize: false, strict: 'throw', strictQuery: 'throw', _id: false } as const;
const mixed = Schema.Types.Mixed;

/** What orders and payments have in common, as stored. */
const actorFields = {
  _id: text,
  version: { type: Number, required: true },
  machineVersion: { type: Number, required: true },
  log: { type: [mixed], required: true },
  publishedSeq: { type: Number, required: true },
  publishedAt: Date,
  unpublishedSince: Date,
  work: { type: [mixed], required: true },
  nextActionAt: Date,
  inbox: { seqs: mixed, ignored: [mixed] },
  idempotency: { caller: String, key: String, fingerprint: String },
  attention: { reason: String, since: Date },
  resolutions: { type: [mixed], default: undefined },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
};

/** An order as it lies in the database `orders`. */
export const orderSchema = new Schema(
  {
    ...actorFields,
    userId: text,
    status: { ...text, enum: orderStatuses },
    items: { type: [mixed], required: true },
    currency: text,
    totalMinor: money,
    heldMinor: money,
    declines: { type: Number, required: true },
    paymentId: String,
    shippingAddress: mixed,
    billingAddress: mixed,
    cancellationReason: String,
  },
  options,
);

/** A payment as it lies in the database `payments`. */
export const paymentSchema = new Schema(
  {
    ...actorFields,
    orderId: text,
    userId: text,
    status: { ...text, enum: paymentStatuses },
    amountMinor: money,
    capturedMinor: money,
    refundedMinor: money,
    currency: text,
    paymentMethod: { ...text, enum: paymentMethods },
    capture: { ...text, enum: ['automatic', 'manual'] },
    sealedToken: String,
    paymentMethodId: String,
    sealedMethod: String,
    transactionId: String,
    gatewayRef: String,
    processedAt: Date,
    failureCode: String,
    failureReason: String,
    nextAction: { type: { type: String }, url: String },
    orderClosed: String,
  },
  options,
);

/** Gateway events, kept for 90 days. */
export const gatewayEventSchema = new Schema(
  {
    _id: text,
    type: text,
    at: { type: Date, required: true },
    reference: mixed,
    gatewayRef: String,
    mayBeUnrequested: Boolean,
    lookAt: Date,
    looks: Number,
    claim: String,
    state: { ...text, enum: ['waiting', 'applied', 'unmatched'] },
    receivedAt: { type: Date, required: true },
  },
  options,
);
const keptSeconds = 90 * 24 * 3600;
gatewayEventSchema.index({ receivedAt: 1 }, { name: 'kept', expireAfterSeconds: keptSeconds });

/** Divergences between the gateway and the service. */
export const divergenceSchema = new Schema(
  {
    _id: text,
    kind: { ...text, enum: divergenceKinds },
    paymentId: String,
    orderId: String,
    detail: text,
    firstSeenAt: { type: Date, required: true },
    triedAt: Date,
    repairedAt: Date,
    isOpen: Boolean,
    resolvedAt: Date,
    resolvedBy: String,
    resolution: String,
  },
  options,
);
divergenceSchema.index({ firstSeenAt: -1, _id: -1 }, { name: 'newest' });

/** The last result of each data quality rule. */
export const qualitySchema = new Schema(
  {
    _id: text,
    violations: { type: Number, required: true },
    ids: { type: [String], required: true },
    checkedAt: { type: Date, required: true },
  },
  options,
);

/** A stored card as it lies in the database `payments`. */
export const methodSchema = new Schema(
  {
    _id: text,
    userId: text,
    type: { ...text, enum: ['card'] },
    brand: text,
    last4: text,
    expMonth: { type: Number, required: true },
    expYear: { type: Number, required: true },
    sealedMethod: String,
    detachedAt: Date,
    idempotency: { caller: String, key: String, fingerprint: String },
    createdAt: { type: Date, required: true },
  },
  options,
);

const exists = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } });
const idempotencyIndex: [IndexDefinition, IndexOptions] = [
  { 'idempotency.caller': 1, 'idempotency.key': 1 },
  { name: 'idempotency_key', unique: true, ...exists('idempotency.key') },
];
const actorIndexes: [IndexDefinition, IndexOptions][] = [
  idempotencyIndex,
  [{ nextActionAt: 1 }, { name: 'due', ...exists('nextActionAt') }],
  [{ unpublishedSince: 1 }, { name: 'unpublished', ...exists('unpublishedSince') }],
  [{ publishedAt: 1 }, { name: 'published', ...exists('publishedAt') }],
  [
    { 'attention.since': 1, _id: 1 },
    { name: 'attention', ...exists('attention') },
  ],
];

for (const [fields, index] of actorIndexes) {
  orderSchema.index(fields, index);
  paymentSchema.index(fields, index);
}
gatewayEventSchema.index({ lookAt: 1 }, { name: 'due', ...exists('lookAt') });
divergenceSchema.index({ isOpen: 1 }, { name: 'open', ...exists('isOpen') });
orderSchema.index({ userId: 1, _id: -1 }, { name: 'of_user' });
orderSchema.index({ status: 1, _id: -1 }, { name: 'in_status' });
paymentSchema.index({ orderId: 1, _id: -1 }, { name: 'of_order' });
methodSchema.index(...idempotencyIndex);
methodSchema.index({ userId: 1, _id: -1 }, { name: 'of_user' });

/** Creates every collection of both databases. */
export const migrateAll = async (ordersDb: Connection, paymentsDb: Connection): Promise<void> => {
  await Promise.all([
    migrate(ordersDb, 'orders', orderSchema),
    migrate(ordersDb, 'data-quality', qualitySchema),
    migrate(paymentsDb, 'payments', paymentSchema),
    migrate(paymentsDb, 'payment-methods', methodSchema),
    migrate(paymentsDb, 'gateway-events', gatewayEventSchema),
    migrate(paymentsDb, 'divergences', divergenceSchema),
  ]);
};

/** Creates a collection and its indexes. Safe to repeat, also by several processes at once. */
export const migrate = async (connection: Connection, name: string, schema: Schema): Promise<void> => {
  const model = connection.models[name] ?? connection.model(name, schema, name);
  await model.createCollection();
  await model.createIndexes();
  const { toCreate } = await model.diffIndexes();
  if (toCreate.length > 0) throw new Error(`Indexes of ${name} are missing: ${JSON.stringify(toCreate)}`);
};
