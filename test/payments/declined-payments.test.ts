import { aPayment, withKey } from '../support/client';
import { assertInvariants } from '../support/invariants/invariants';
import { type Shop, useService } from '../support/service';

const shop: Shop = useService({ env: { ROLES: 'api,worker,relay' } });

test('no payment takes the place of a declined one until the order knows of the decline', async () => {
  const orderId = await shop.placeOrder();
  const pay = (card?: string) => shop.asAda('POST', '/payments', { body: aPayment(orderId, card), ...withKey() });
  expect((await pay('tok_chargeDeclinedStolenCard')).status).toBe(402);
  const early = await pay();
  expect([early.status, early.body.code]).toEqual([409, 'payment-in-progress']);

  await shop.world.start({ ROLES: 'consumer' });
  await shop.untilOrderIs(orderId, 'cancelled');
  const late = await pay();
  expect([late.status, late.body.code]).toEqual([409, 'order-not-payable']);
  await assertInvariants(shop.world);
});
