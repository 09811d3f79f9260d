import type { mongo } from 'mongoose';
import { orderCollections, paymentCollections, prepareShards } from '../../src/store/indexes';
import { ada, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { assertInvariants } from '../support/invariants/invariants';
import { useService } from '../support/service';
import type { ServiceProcess } from '../support/world';

type Collections = [collection: mongo.Collection, indexes: Parameters<typeof prepareShards>[1]][];

/** The collections whose unique indexes would keep a cluster from sharding them. */
const collections = (): Collections => [
  [shop.world.orders as unknown as mongo.Collection, orderCollections.orders ?? []],
  [shop.world.payments as unknown as mongo.Collection, paymentCollections.payments ?? []],
  [shop.world.methods as unknown as mongo.Collection, paymentCollections['payment-methods'] ?? []],
];

const old = { order: withKey(), payment: withKey(), card: withKey() };
const made = { orderId: '', paymentId: '', cardId: '' };
let other: ServiceProcess;
const aCard = { body: { cardToken: 'tok_visa' } };

/** Documents of a release without shard keys, prepared while two processes run: a start would create the indexes of one server. */
const shop = useService({}, async ({ world, asAda, untilOrderIs }) => {
  made.orderId = (await asAda('POST', '/orders', { body: anOrder(), ...old.order })).body.id;
  made.paymentId = (await asAda('POST', '/payments', { body: aPayment(made.orderId), ...old.payment })).body.id;
  made.cardId = (await asAda('POST', '/payment-methods', { ...aCard, ...old.card })).body.id;
  await untilOrderIs(made.orderId, 'confirmed');
  other = await world.start();
  for (const [collection] of collections()) await collection.updateMany({}, { $unset: { shardKey: '' } });
  for (const [collection, indexes] of collections()) await prepareShards(collection, indexes);
});

const clientOfAnotherProcess = async (): Promise<Client> =>
  clientOf(() => other.http, await tokenFor(shop.world.keys, ada));

describe('collections that are prepared to be sharded', () => {
  test('have no unique index that does not begin with the shard key', async () => {
    for (const [collection] of collections()) {
      const unique = (await collection.indexes()).filter((index) => index.unique);
      expect(unique.length).toBeGreaterThan(0);
      expect(unique.map(({ key }) => Object.keys(key)[0])).toEqual(unique.map(() => 'shardKey'));
    }
  });

  test('give each document the shard key that its id tells', async () => {
    await shop.placePaidOrder();
    for (const [collection] of collections())
      for await (const { _id, shardKey } of collection.find()) expect(shardKey).toBe(String(_id).slice(-4));
  });

  test('keep a payment in the shard of its order', async () => {
    const { orderId, paymentId } = await shop.placePaidOrder();
    expect(paymentId.slice(-4)).toBe(orderId.slice(-4));
  });

  test('honour the keys from before', async () => {
    const order = await shop.asAda('POST', '/orders', { body: anOrder(), ...old.order });
    const payment = await shop.asAda('POST', '/payments', { body: aPayment(made.orderId), ...old.payment });
    const card = await shop.asAda('POST', '/payment-methods', { ...aCard, ...old.card });
    expect([order.body.id, payment.body.id, card.body.id]).toEqual([made.orderId, made.paymentId, made.cardId]);
  });

  test('make one order, one payment and one card for equal requests to two processes', async () => {
    const [first, second] = [shop.asAda, await clientOfAnotherProcess()];
    const send = async (path: string, body: object) => {
      const key = withKey();
      const asked = Array.from({ length: 20 }, (_, n) => (n % 2 ? first : second)('POST', path, { body, ...key }));
      const answers = await Promise.all(asked);
      const ids = new Set(answers.flatMap((answer) => (answer.body.id === undefined ? [] : [answer.body.id])));
      expect(ids.size).toBe(1);
      return String([...ids][0]);
    };
    const orderId = await send('/orders', anOrder());
    await send('/payments', aPayment(orderId));
    await send('/payment-methods', aCard.body);
    await shop.untilOrderIs(orderId, 'confirmed');
    expect(await shop.world.payments.countDocuments({ orderId })).toBe(1);
    await assertInvariants(shop.world);
  });
});
