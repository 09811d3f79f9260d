import { randomUUID } from 'node:crypto';
import { type Answer, ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { evidenceOf } from '../support/invariants/collect-evidence';
import { assertInvariants, ledgerOf } from '../support/invariants/invariants';
import { startWorld, type World } from '../support/world';

let world: World;
/** One client of the same caller for each process. */
let asAda: [Client, Client];
let asAdmin: [Client, Client];
let first: Client;

beforeAll(async () => {
  world = await startWorld();
  const services = await Promise.all([world.start(), world.start()]);
  const both = (token: string) => services.map(({ http }) => clientOf(() => http, token)) as [Client, Client];
  asAda = both(await tokenFor(world.keys, ada));
  asAdmin = both(await tokenFor(world.keys, alan, ['admin']));
  [first] = asAda;
});
afterEach(() => assertInvariants(world));
afterAll(() => world.end());

/** Sends a request fifty times at once, alternating between the processes. */
const fiftyTimes = (clients: Client[], ask: (client: Client) => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: 50 }, (_one, at) => ask(clients[at % clients.length] as Client)));

const replays = (answers: Answer[]) => answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true');
const statuses = (answers: Answer[]) => [...new Set(answers.map(({ status }) => status))].toSorted((a, b) => a - b);
const ids = (answers: Answer[]) => [...new Set(answers.map(({ body }) => body.id))];

const placeOrder = async (): Promise<string> => (await first('POST', '/orders', { body: anOrder() })).body.id;
const becomes = (orderId: string, status: string) =>
  eventually(async () => expect((await first('GET', `/orders/${orderId}`)).body.status).toBe(status));
const payOrder = async (): Promise<{ orderId: string; paymentId: string }> => {
  const orderId = await placeOrder();
  const { body } = await first('POST', '/payments', { body: aPayment(orderId) });
  await becomes(orderId, 'confirmed');
  return { orderId, paymentId: body.id };
};
const stockLeft = async () => ((await evidenceOf(world)).stock[0] as { available: number }).available;

/** The outcome is what matters, however long it takes. */
const patiently = { prefer: 'wait=10' };

describe('an idempotency key', () => {
  test('creates one order and reserves once for fifty equal requests', async () => {
    const stock = await stockLeft();
    const ask = { body: anOrder(), ...withKey() };
    const answers = await fiftyTimes(asAda, (client) => client('POST', '/orders', ask));
    expect(statuses(answers)).toEqual([201]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(replays(answers)).toHaveLength(49);
    const key = ask.headers['idempotency-key'];
    expect(await world.orders.countDocuments({ 'idempotency.key': key })).toBe(1);
    expect(await stockLeft()).toBe(stock - 2);
  });

  test('creates one payment and charges once for fifty equal requests', async () => {
    const orderId = await placeOrder();
    const ask = { body: aPayment(orderId), ...withKey() };
    const answers = await fiftyTimes(asAda, (client) => client('POST', '/payments', ask));
    expect(statuses(answers)).toEqual([200]);
    expect(ids(answers)).toHaveLength(1);
    expect(replays(answers)).toHaveLength(49);
    expect(await world.payments.countDocuments({ orderId })).toBe(1);
    expect((await ledgerOf(world, orderId)).map(({ kind }) => kind)).toEqual(['charge']);
  });

  test('declines once for fifty equal payments', async () => {
    const orderId = await placeOrder();
    const ask = { body: aPayment(orderId, 'tok_chargeDeclinedInsufficientFunds'), ...withKey() };
    const answers = await fiftyTimes(asAda, (client) => client('POST', '/payments', ask));
    expect(statuses(answers)).toEqual([402]);
    expect(new Set(answers.map(({ body }) => body.paymentId)).size).toBe(1);
    await becomes(orderId, 'payment_failed');
    await assertInvariants(world);
    const again = await asAda[1]('POST', '/payments', ask);
    expect([again.status, again.body.failureCode]).toEqual([402, 'INSUFFICIENT_FUNDS']);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const order = await world.orders.findOne({ _id: orderId });
    expect(order?.log.map(({ type }) => type)).toEqual(['order.created', 'order.payment_failed']);
  });

  test('is not needed to accept one of fifty equal payments and reject the others', async () => {
    const orderId = await placeOrder();
    const answers = await fiftyTimes(asAda, (client) => client('POST', '/payments', { body: aPayment(orderId) }));
    const refused = answers.filter(({ status }) => status === 409);
    expect([answers.length - refused.length, statuses(answers)]).toEqual([1, [200, 409]]);
    for (const { body } of refused) expect(['payment-in-progress', 'order-not-payable']).toContain(body.code);
    expect((await ledgerOf(world, orderId)).map(({ kind }) => kind)).toEqual(['charge']);
  });

  test('refunds once for fifty equal requests', async () => {
    const { orderId, paymentId } = await payOrder();
    const ask = { body: { amount: 10, reason: 'damaged' }, ...withKey() };
    const answers = await fiftyTimes(asAdmin, (client) => client('POST', `/payments/${paymentId}/refund`, ask));
    expect(statuses(answers)).toEqual([200]);
    expect(replays(answers)).toHaveLength(49);
    const { refunds, refundedAmount } = (await first('GET', `/payments/${paymentId}`)).body;
    expect([refunds.length, refundedAmount]).toEqual([1, 10]);
    expect((await ledgerOf(world, orderId)).map(({ kind }) => kind)).toEqual(['charge', 'refund']);
  });

  test('replays a full refund when nothing is left to refund', async () => {
    const { orderId, paymentId } = await payOrder();
    const ask = { body: {}, ...withKey() };
    const path = `/payments/${paymentId}/refund`;
    const [done, again] = [await asAdmin[0]('POST', path, ask), await asAdmin[1]('POST', path, ask)];
    expect([done.status, again.status, again.body.status]).toEqual([200, 200, 'refunded']);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const other = await asAdmin[1]('POST', path, { body: { amount: 1 }, headers: ask.headers });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    expect(await ledgerOf(world, orderId)).toHaveLength(2);
  });

  test.each(['one after the other', 'at once'])('refunds one of two payments, %s', async (how) => {
    const paid = [await payOrder(), await payOrder()];
    const ask = { body: { amount: 10 }, headers: { ...withKey().headers, ...patiently } };
    const refund = (at: 0 | 1) => asAdmin[at]('POST', `/payments/${paid[at]?.paymentId}/refund`, ask);
    const answers = how === 'at once' ? await Promise.all([refund(0), refund(1)]) : [await refund(0), await refund(1)];
    expect(statuses(answers)).toEqual([200, 422]);
    expect(answers.find(({ status }) => status === 422)?.body.code).toBe('idempotency-key-reused');
    const refunds = await Promise.all(paid.map(({ orderId }) => ledgerOf(world, orderId)));
    expect(refunds.flat().filter(({ kind }) => kind === 'refund')).toHaveLength(1);
  });

  test('blocks no later command when older documents have it for two payments', async () => {
    const [{ paymentId }, other] = [await payOrder(), await payOrder()];
    const refund = (id: string, { headers } = withKey()) =>
      asAdmin[0]('POST', `/payments/${id}/refund`, { body: { amount: 10 }, headers: { ...headers, ...patiently } });
    const key = withKey();
    expect((await refund(paymentId, key)).status).toBe(200);
    await world.payments.updateOne({ _id: paymentId }, { $unset: { commandKeys: '' }, $inc: { version: 1 } });
    expect((await refund(other.paymentId, key)).status).toBe(200);
    expect([(await refund(paymentId)).status, (await refund(other.paymentId)).status]).toEqual([200, 200]);
    expect((await refund(paymentId, key)).headers.get('idempotency-replayed')).toBe('true');
  });

  test('belongs to one operation', async () => {
    const key = withKey();
    const { body: order } = await first('POST', '/orders', { body: anOrder() });
    const { body: held } = await first('POST', '/payments', { body: { ...aPayment(order.id), capture: false } });
    const [capture, refund] = [
      await asAdmin[0]('POST', `/payments/${held.id}/capture`, { body: {}, ...key }),
      await asAdmin[1]('POST', `/payments/${held.id}/refund`, { body: {}, ...key }),
    ];
    expect([capture.status, refund.status, refund.body.status]).toEqual([200, 200, 'refunded']);
  });

  test('is needed for a second refund that equals the first', async () => {
    const { orderId, paymentId } = await payOrder();
    const refund = (headers: Record<string, string> = {}) =>
      asAdmin[0]('POST', `/payments/${paymentId}/refund`, {
        body: { amount: 10 },
        headers: { ...headers, ...patiently },
      });
    const twice = await Promise.all([refund(), refund()]);
    expect(statuses(twice)).toEqual([200, 409]);
    expect(twice.find(({ status }) => status === 409)?.body.code).toBe('refund-repeated');
    expect((await refund(withKey().headers)).body.refundedAmount).toBe(20);
    expect((await ledgerOf(world, orderId)).map(({ kind }) => kind)).toEqual(['charge', 'refund', 'refund']);
  });

  test('is rejected with another body, and changes nothing', async () => {
    const orderKey = withKey();
    const paymentKey = withKey();
    const { body: order } = await first('POST', '/orders', { body: anOrder(), ...orderKey });
    await first('POST', '/payments', { body: aPayment(order.id), ...paymentKey });
    await becomes(order.id, 'confirmed');
    const otherId = await placeOrder();
    await assertInvariants(world);
    const before = await evidenceOf(world);
    const refused = [
      await first('POST', '/orders', { body: { ...anOrder(), currency: 'EUR', items: anOrder().items }, ...orderKey }),
      await asAda[1]('POST', '/payments', { body: aPayment(otherId), ...paymentKey }),
      await asAda[1]('POST', '/payments', { body: aPayment(order.id, 'tok_mastercard'), ...paymentKey }),
    ];
    for (const { status, body } of refused) expect([status, body.code]).toEqual([422, 'idempotency-key-reused']);
    expect(await evidenceOf(world)).toEqual(before);
  });

  test('ignores the order of the fields in the body and the quotes around the key', async () => {
    const key = randomUUID();
    const { userId, items, currency } = anOrder();
    const { body } = await first('POST', '/orders', { body: { userId, items, currency }, ...withKey(key) });
    const again = await first('POST', '/orders', { body: { currency, items, userId }, ...withKey(`"${key}"`) });
    expect([again.status, again.body.id]).toEqual([201, body.id]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  test('replays the order as it is now', async () => {
    const ask = { body: anOrder(), ...withKey() };
    const { body } = await first('POST', '/orders', ask);
    await first('PATCH', `/orders/${body.id}`, { body: { status: 'cancelled' } });
    const again = await asAda[1]('POST', '/orders', ask);
    expect([again.status, again.body.id, again.body.status]).toEqual([201, body.id, 'cancelled']);
  });

  test('stays unused when the request is rejected', async () => {
    const key = withKey();
    const refused = await first('POST', '/orders', {
      body: { ...anOrder(), items: [{ productId: 'prod-soldout', quantity: 1 }] },
      ...key,
    });
    expect([refused.status, refused.body.code]).toEqual([409, 'out-of-stock']);
    const { status, headers } = await first('POST', '/orders', { body: anOrder(), ...key });
    expect([status, headers.get('idempotency-replayed')]).toEqual([201, null]);
  });

  test('belongs to one caller', async () => {
    const ask = { body: anOrder(), ...withKey() };
    const [mine, theirs] = [await first('POST', '/orders', ask), await asAdmin[1]('POST', '/orders', ask)];
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });
});
