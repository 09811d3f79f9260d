import { type Answer, ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, ledgerOf } from '../support/invariants/invariants';
import { startWorld, type World } from '../support/world';

let world: World;
/** One client of the same caller for each process. */
let asAda: Client[];
let asAdmin: Client[];

beforeAll(async () => {
  world = await startWorld();
  const services = await Promise.all([world.start(), world.start()]);
  const both = (token: string) => services.map(({ http }) => clientOf(() => http, token));
  asAda = both(await tokenFor(world.keys, ada));
  asAdmin = both(await tokenFor(world.keys, alan, ['admin']));
});
afterEach(() => assertInvariants(world, 40_000));
afterAll(() => world.end());

/** Sends all requests at once, alternating between the processes. */
const race = (clients: Client[], times: number, ask: (client: Client, at: number) => Promise<Answer>) =>
  Promise.all(Array.from({ length: times }, (_one, at) => ask(clients[at % clients.length] as Client, at)));

const placeOrder = async (): Promise<string> => (await asAda[0]?.('POST', '/orders', { body: anOrder() }))?.body.id;
const orderOf = async (orderId: string) => {
  const order = await world.orders.findOne({ _id: orderId });
  if (!order) throw new Error(`There is no order ${orderId}`);
  return order;
};
const becomes = (orderId: string, status: string) =>
  eventually(async () => expect((await orderOf(orderId)).status).toBe(status));
const payOrder = async (): Promise<{ orderId: string; paymentId: string }> => {
  const orderId = await placeOrder();
  const answer = await asAda[0]?.('POST', '/payments', { body: aPayment(orderId) });
  await eventually(async () =>
    expect((await orderOf(orderId)).log.map(({ type }) => type)).toContain('order.stock_confirmed'),
  );
  return { orderId, paymentId: answer?.body.id };
};

const codes = (answers: Answer[]) => answers.map(({ status, body }) => [status, body.code]);
const winners = (answers: Answer[]) => answers.filter(({ status }) => status === 200);

describe('concurrent requests to two processes', () => {
  test('fault 13: take each step once when twenty equal requests race, and all of them succeed', async () => {
    const { orderId } = await payOrder();
    const steps = ['shipped', 'delivered', 'returned'];
    for (const status of steps) {
      const answers = await race(asAdmin, 20, (client) => client('PATCH', `/orders/${orderId}`, { body: { status } }));
      expect(winners(answers)).toHaveLength(20);
    }
    await becomes(orderId, 'refunded');
    const { log } = await orderOf(orderId);
    expect(log.map(({ type }) => type).slice(-4)).toEqual([...steps, 'refunded'].map((status) => `order.${status}`));
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_entry, at) => at + 1));
  });

  test('apply a legal path of twenty conflicting changes, one version for each', async () => {
    const { orderId } = await payOrder();
    const wanted = ['shipped', 'cancelled', 'delivered', 'returned'];
    const answers = await race(asAdmin, 20, (client, at) =>
      client('PATCH', `/orders/${orderId}`, { body: { status: wanted[at % wanted.length] } }),
    );
    const won = winners(answers);
    expect(won.length).toBeGreaterThan(0);
    const versions = new Map(won.map(({ headers, body }) => [headers.get('etag'), body.status]));
    const { log } = await orderOf(orderId);
    const taken = log
      .filter(({ before, after, actor }) => before !== after && actor === alan)
      .map(({ after }) => after);
    expect(new Set(versions.values())).toEqual(new Set(taken));
    // A repeated request returns the order as it is: its stock may have moved it on.
    expect(versions.size).toBeGreaterThanOrEqual(taken.length);
    for (const lost of answers.filter(({ status }) => status !== 200)) {
      expect([lost.status, lost.body.code]).toEqual([409, 'illegal-transition']);
    }
  });

  test('fault 43: apply one of two changes of the same version, and reject the other with 412', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { orderId } = await payOrder();
      const etag = `"${(await orderOf(orderId)).version}"`;
      const answers = await race(asAdmin, 2, (client, at) =>
        client('PATCH', `/orders/${orderId}`, {
          body: { status: at === 0 ? 'shipped' : 'cancelled' },
          headers: { 'if-match': etag },
        }),
      );
      expect(codes(answers.toSorted((a, b) => a.status - b.status))).toEqual([
        [200, undefined],
        [412, 'version-mismatch'],
      ]);
    }
  });

  test('fault 34: refund once when two full refunds race', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { orderId, paymentId } = await payOrder();
      const answers = await race(asAdmin, 2, (client) =>
        client('POST', `/payments/${paymentId}/refund`, {
          body: {},
          headers: { ...withKey().headers, prefer: 'wait=10' },
        }),
      );
      const [won, lost] = answers.sort((a, b) => a.status - b.status);
      expect([won?.status, won?.body.status]).toEqual([200, 'refunded']);
      expect([
        [409, 'payment-not-refundable'],
        [422, 'refund-exceeds-captured'],
      ]).toContainEqual([lost?.status, lost?.body.code]);
      expect((await ledgerOf(world, orderId)).map(({ kind, amount }) => [kind, amount])).toEqual([
        ['charge', 9998],
        ['refund', 9998],
      ]);
    }
  });

  test('fault 34: refund ten times when twenty refunds of a tenth race, to the last cent', async () => {
    const { orderId, paymentId } = await payOrder();
    const answers = await race(asAdmin, 20, (client) =>
      client('POST', `/payments/${paymentId}/refund`, { body: { amount: 9.99 }, ...withKey() }),
    );
    const made = answers.filter(({ status }) => status < 300);
    expect(made).toHaveLength(10);
    for (const { status, body } of answers.filter((one) => one.status >= 300)) {
      expect([status, body.code]).toEqual([422, 'refund-exceeds-captured']);
    }
    await eventually(async () => expect(await ledgerOf(world, orderId)).toHaveLength(11));
    const payment = (await asAdmin[0]?.('GET', `/payments/${paymentId}`))?.body;
    expect([payment.status, payment.refundedAmount]).toEqual(['processed', 99.9]);
  });

  test('fault 32: leave an order paid, or cancelled with no money kept, when a payment and a cancellation race', async () => {
    for (let round = 0; round < 10; round += 1) {
      const orderId = await placeOrder();
      const [payment, cancelled] = await race(asAda, 2, (client, at) =>
        at === 0
          ? client('POST', '/payments', { body: aPayment(orderId) })
          : client('PATCH', `/orders/${orderId}`, { body: { status: 'cancelled' } }),
      );
      expect([200, 202, 409]).toContain(payment?.status);
      expect(cancelled?.status).toBe(200);
      await eventually(async () => expect(['cancelled', 'refunded']).toContain((await orderOf(orderId)).status));
    }
  });

  test('pay an order at another process than the one that created it, whatever that process has cached', async () => {
    const orders = await race(asAda, 20, (client) => client('POST', '/orders', { body: anOrder() }));
    const crossed = [...asAda].reverse();
    const payments = await race(crossed, 20, (client, at) =>
      client('POST', '/payments', { body: aPayment(orders[at]?.body.id), headers: { prefer: 'wait=10' } }),
    );
    expect(new Set(payments.map(({ status, body }) => `${status} ${body.code ?? body.status}`))).toEqual(
      new Set(['200 processed']),
    );
  });
});
