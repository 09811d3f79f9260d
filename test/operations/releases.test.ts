import type { mongo } from 'mongoose';
import type { OrderDocument } from '../../src/actors/orders/order-document';
import type { ActorDocument } from '../../src/domain/actor-document';
import { NewerVersion } from '../../src/domain/errors';
import type { MachineVersions } from '../../src/ports/stores';
import { createActorStore } from '../../src/store/documents/actor-store';
import { aPayment } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, ledgerOf } from '../support/invariants/invariants';
import { useService } from '../support/service';

const shop = useService();

/** The store of another release, which renames nothing and notes what it upcast. */
const storeOf = (versions: Partial<MachineVersions<OrderDocument>>) =>
  createActorStore<OrderDocument>({
    collection: shop.world.orders as unknown as mongo.Collection<ActorDocument>,
    versions: { written: 1, known: 1, upcasters: {}, ...versions },
  });
const upcasters = { 1: (order: OrderDocument) => ({ ...order, cancellationReason: 'upcast' }) };

const readStored = (orderId: string) => shop.world.orders.findOne({ _id: orderId });
const downgrade = (orderId: string) =>
  shop.world.orders.updateOne(
    { _id: orderId },
    { $set: { machineVersion: 1 }, $unset: { cancellationReason: '' }, $inc: { version: 1 } },
  );

const slowCharge = { path: '/v1/payment_intents', method: 'POST', kind: 'slow-answer', ms: 800, times: 1 };

const countReads = async (): Promise<number> => {
  const metrics = await (await shop.askOperators('/metrics')).text();
  return Number(/^documents_newer_version_total\{collection="orders"\} (\d+)/m.exec(metrics)?.[1] ?? 0);
};

/** More than a handler may fail before its event becomes a dead letter. */
const manyTries = 9;

describe('an order that a newer release wrote', () => {
  test('keeps its events waiting, and continues once this process can read it', async () => {
    const orderId = await shop.placeOrder();
    await fetch(`${shop.world.sandbox}/faults`, { method: 'POST', body: JSON.stringify(slowCharge) });
    const headers = { prefer: 'respond-async' };
    const { body: payment } = await shop.asAda('POST', '/payments', { body: aPayment(orderId), headers });
    await eventually(async () => expect(await ledgerOf(shop.world, orderId)).toHaveLength(1));
    const newer = storeOf({ written: 2, known: 2, upcasters });
    expect(await newer.read(orderId)).toMatchObject({ machineVersion: 2, cancellationReason: 'upcast' });

    await eventually(async () =>
      expect((await shop.asAda('GET', `/payments/${payment.id}`)).body.status).toBe('processed'),
    );
    await eventually(async () => expect(await countReads()).toBeGreaterThan(manyTries), 60_000);
    const refused = await shop.asAda('GET', `/orders/${orderId}`);
    expect([refused.status, refused.body.code]).toEqual([503, 'newer-version']);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await shop.world.redis.xlen('payment-events:dead-letter')).toBe(0);
    expect(await readStored(orderId)).toMatchObject({ status: 'pending', machineVersion: 2 });
    expect(await readStored(orderId)).not.toHaveProperty('attention');

    await downgrade(orderId);
    await shop.untilOrderIs(orderId, 'confirmed');
    await assertInvariants(shop.world);
  }, 90_000);

  test('is not held against another order', async () => {
    const held = await shop.placeOrder();
    await storeOf({ written: 2, known: 2, upcasters }).read(held);
    expect((await shop.asAda('PATCH', `/orders/${held}`, { body: { status: 'cancelled' } })).status).toBe(503);
    await shop.placePaidOrder();
    await downgrade(held);
    expect((await shop.asAda('PATCH', `/orders/${held}`, { body: { status: 'cancelled' } })).status).toBe(200);
  });

  test('loses the flag of an earlier release when it can be read', async () => {
    const orderId = await shop.placeOrder();
    const items = ['unknown-machine-version', 'diverged'].map((reason) => ({ id: reason, reason, since: new Date() }));
    const attention = { reason: 'unknown-machine-version', since: new Date(), items };
    await shop.world.orders.updateOne({ _id: orderId }, { $set: { attention }, $inc: { version: 1 } });
    await eventually(async () => {
      const { body } = await shop.asAdmin('GET', `/orders/${orderId}`);
      expect(body.attention?.items).toMatchObject([{ id: 'diverged' }]);
    });
    expect((await readStored(orderId))?.attention?.items).toMatchObject([{ id: 'diverged' }]);
  });
});

describe('a release', () => {
  test('that knows a version before it writes it changes documents of both', async () => {
    const [older, newer] = [storeOf({ known: 2, upcasters }), storeOf({ written: 2, known: 2, upcasters })];
    const [first, second] = [await shop.placeOrder(), await shop.placeOrder()];
    expect(await older.read(first)).toMatchObject({ machineVersion: 1 });
    await newer.read(second);
    const stored = await older.read(second);
    expect(stored).toMatchObject({ machineVersion: 2 });
    const changed = stored && (await older.commit(stored, { ...stored, version: stored.version + 1 }));
    expect(changed).toMatchObject({ machineVersion: 2, version: 3 });
    await Promise.all([downgrade(second), older.close(), newer.close()]);
  });

  test('that does not know a version leaves its documents unchanged', async () => {
    const orderId = await shop.placeOrder();
    await storeOf({ written: 2, known: 2, upcasters }).read(orderId);
    const before = await readStored(orderId);
    await expect(storeOf({}).read(orderId)).rejects.toBeInstanceOf(NewerVersion);
    expect(await readStored(orderId)).toEqual(before);
    await downgrade(orderId);
  });

  test('without an upcaster flags a document that is too old', async () => {
    const orderId = await shop.placeOrder();
    await expect(storeOf({ written: 2, known: 2 }).read(orderId)).rejects.toMatchObject({ code: 'quarantined' });
    expect((await readStored(orderId))?.attention?.reason).toBe('unknown-machine-version');
    await storeOf({}).read(orderId);
    expect(await readStored(orderId)).not.toHaveProperty('attention');
  });
});
