import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { type GatewayProxy, refuseRequests, startGatewayProxy } from '../support/gateway/gateway-proxy';
import { assertInvariants } from '../support/invariants/invariants';
import { startWorld, type World } from '../support/world';

let world: World;
let proxy: GatewayProxy;
let asAda: Client;
let asAdmin: Client;
let asService: Client;

beforeAll(async () => {
  world = await startWorld();
  proxy = await startGatewayProxy(world.sandbox);
  const { http } = await world.start({ STRIPE_API_URL: proxy.url });
  asAda = clientOf(() => http, await tokenFor(world.keys, ada));
  asAdmin = clientOf(() => http, await tokenFor(world.keys, alan, ['admin']));
  asService = clientOf(() => http, await tokenFor(world.keys, alan, ['service']));
});
afterEach(() => proxy.obey());
afterAll(async () => {
  await world.end();
  await proxy.close();
});

const place = async (): Promise<string> => (await asAda('POST', '/orders', { body: anOrder() })).body.id;
const attentionOf = async (id: string) =>
  (await world.payments.findOne({ _id: id }))?.attention?.items?.map(({ reason }) => reason);
const becomes = (orderId: string, status: string) =>
  eventually(async () => expect((await asAda('GET', `/orders/${orderId}`)).body.status).toBe(status));

describe('a request that the gateway rejects as wrong', () => {
  test('returns 503 to the customer, needs an operator, and leaves the order payable', async () => {
    const orderId = await place();
    proxy.obey(refuseRequests(/^\/v1\/payment_intents$/, 'amount_too_small'));
    for (let round = 1; round <= 6; round += 1) {
      const { status, body } = await asAda('POST', '/payments', { body: aPayment(orderId), ...withKey() });
      expect([status, body.code]).toEqual([503, 'gateway-refused-request']);
      expect(await attentionOf(body.paymentId)).toEqual(['gateway-refused-request']);
      await becomes(orderId, 'payment_failed');
    }
    const failed = (await world.payments.findOne({ orderId }))?.log.at(-1)?.data;
    expect(failed).toMatchObject({ failureCode: 'AMOUNT_TOO_SMALL', permanent: false, declinedByIssuer: false });

    proxy.obey();
    expect((await asAda('POST', '/payments', { body: aPayment(orderId) })).body.status).toBe('processed');
    await becomes(orderId, 'confirmed');
    await world.payments.updateMany({}, { $unset: { attention: '' } });
    await assertInvariants(world);
  });
});

describe('a stolen card', () => {
  const generic = { failureCode: 'CARD_DECLINED', failureReason: 'Card declined' };
  const real = { failureCode: 'STOLEN_CARD', failureReason: 'Stolen card' };

  test('is shown as a generic decline to the customer, and as stolen to staff', async () => {
    const orderId = await place();
    const body = aPayment(orderId, 'tok_chargeDeclinedStolenCard');
    const { status, body: problem } = await asAda('POST', '/payments', { body });
    expect([status, problem]).toEqual([402, expect.objectContaining(generic)]);
    await becomes(orderId, 'cancelled');

    const path = `/payments/${problem.paymentId}`;
    expect((await asAda('GET', path)).body).toMatchObject(generic);
    expect((await asAda('GET', `/payments/order/${orderId}`)).body.data[0]).toMatchObject(generic);
    expect((await asAdmin('GET', path)).body).toMatchObject(real);
    expect((await asService('GET', path)).body).not.toHaveProperty('failureCode');
  });

  test('is not named in the history of its order either', async () => {
    const orderId = await place();
    await asAda('POST', '/payments', { body: aPayment(orderId, 'tok_chargeDeclinedStolenCard') });
    await becomes(orderId, 'cancelled');
    const failureIn = async (client: Client) =>
      (await client('GET', `/orders/${orderId}/events`)).body.data.find(
        ({ type }: { type: string }) => type === 'order.payment_failed',
      ).data;
    expect(await failureIn(asAda)).toMatchObject(generic);
    expect(await failureIn(asAdmin)).toMatchObject(real);
  });
});
