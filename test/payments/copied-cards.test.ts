import { alan, anOrder, aPayment, type Client, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, ledgerOf } from '../support/invariants/invariants';
import { useService } from '../support/service';

// Without a worker, so that a payment waits between its commit and its charge.
const shop = useService({ env: { ROLES: 'api,relay,consumer', OUTCOME_OVERDUE_MS: '1500' } });

const storeCard = async (client: Client): Promise<string> =>
  (await client('POST', '/payment-methods', { body: { cardToken: 'tok_visa' }, ...withKey() })).body.id;

const payBy = async (client: Client, orderId: string, paymentMethodId: string, prefer = 'respond-async') => {
  const { cardToken: _none, ...payment } = aPayment(orderId);
  return client('POST', '/payments', { body: { ...payment, paymentMethodId }, headers: { prefer } });
};

const placeAlansOrder = async (): Promise<string> =>
  (await shop.asAlan('POST', '/orders', { body: { ...anOrder(alan), shippingAddress } })).body.id;
const shippingAddress = { name: 'Alan', line1: '1 Road', city: 'London', postcode: 'SW1Y 4JH', country: 'GB' };

test('the sealed card of another owner does not pay when it is copied into a stored card', async () => {
  const [hers, his] = [await storeCard(shop.asAda), await storeCard(shop.asAlan)];
  const { sealedMethod = '' } = (await shop.world.methods.findOne({ _id: hers })) ?? {};
  await shop.world.methods.updateOne({ _id: his }, { $set: { sealedMethod } });
  const orderId = await placeAlansOrder();
  const { status, body } = await payBy(shop.asAlan, orderId, his);
  expect([status, body.code]).toEqual([500, 'internal-error']);
  expect(await shop.world.payments.countDocuments({ orderId })).toBe(0);
  await assertInvariants(shop.world);
});

test('the sealed card of another payment is not charged, and the payment needs an operator', async () => {
  const hers = await payBy(shop.asAda, await shop.placeOrder(), await storeCard(shop.asAda));
  const orderId = await placeAlansOrder();
  const his = await payBy(shop.asAlan, orderId, await storeCard(shop.asAlan));
  expect([hers.status, his.status]).toEqual([202, 202]);
  const { sealedMethod = '' } = (await shop.world.payments.findOne({ _id: hers.body.id })) ?? {};
  const own = await shop.world.payments.findOneAndUpdate({ _id: his.body.id }, { $set: { sealedMethod } });
  await shop.world.start({ ROLES: 'worker' });

  await eventually(async () => {
    const { body } = await shop.asAdmin('GET', `/payments/${his.body.id}`);
    expect(body.attention?.reason).toBe('outcome-unknown');
  }, 30_000);
  expect(await ledgerOf(shop.world, orderId)).toEqual([]);

  await shop.world.payments.updateOne({ _id: his.body.id }, { $set: { sealedMethod: own?.sealedMethod } });
  await shop.restart({ ROLES: 'api,relay,consumer,worker' });
  await shop.untilOrderIs(orderId, 'confirmed');
  await shop.untilOrderIs(hers.body.orderId, 'confirmed');
  await assertInvariants(shop.world);
}, 90_000);
