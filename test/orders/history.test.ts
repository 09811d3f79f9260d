import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, entriesOf } from '../support/invariants/invariants';
import { startWorld, type World } from '../support/world';

let world: World;
let asAda: Client;
let asService: Client;
let asAdmin: Client;
let orderId: string;

beforeAll(async () => {
  world = await startWorld();
  const { http } = await world.start();
  asAda = clientOf(() => http, await tokenFor(world.keys, ada));
  asService = clientOf(() => http, await tokenFor(world.keys, alan, ['service']));
  asAdmin = clientOf(() => http, await tokenFor(world.keys, alan, ['admin']));
  orderId = (await asAda('POST', '/orders', { body: anOrder() })).body.id;
  await pay('tok_chargeDeclinedInsufficientFunds', 'payment_failed');
  await pay('tok_visa', 'confirmed');
  await eventually(async () => expect((await events()).body.data.at(-1).type).toBe('order.stock_confirmed'));
  for (const status of ['shipped', 'delivered', 'returned']) {
    await asAdmin('PATCH', `/orders/${orderId}`, { body: { status } });
  }
  await becomes('refunded');
});
afterAll(() => world.end());

const becomes = (status: string) =>
  eventually(async () => expect((await asAda('GET', `/orders/${orderId}`)).body.status).toBe(status));
const pay = async (card: string, status: string) => {
  await asAda('POST', '/payments', { body: aPayment(orderId, card) });
  await becomes(status);
};
const events = async (query = '', client = asAda) => client('GET', `/orders/${orderId}/events${query}`);

const types = [
  'order.created',
  'order.payment_failed',
  'order.payment_retried',
  'order.confirmed',
  'order.stock_confirmed',
  'order.shipped',
  'order.delivered',
  'order.returned',
  'order.refunded',
];

describe('the history of an order', () => {
  test('lists the events of the stream: the same ids, in the same order', async () => {
    const { orderEvents } = await assertInvariants(world);
    const { data, nextCursor } = (await events()).body;
    const streamed = orderEvents
      .filter(({ subject }) => subject === orderId)
      .map(({ seq, data: text = '', ...fields }) => ({ ...fields, seq: Number(seq), data: JSON.parse(text) }));
    expect(data).toEqual(streamed);
    expect(data.map(({ type }: { type: string }) => type)).toEqual(types);
    expect(nextCursor).toBeUndefined();
  });

  test('lists every event when the stream is gone', async () => {
    const before = (await events()).body;
    expect(await entriesOf(world.redis, 'order-events')).not.toEqual([]);
    await world.redis.del('order-events');
    expect((await events()).body).toEqual(before);
  });

  test.each([1, 3, 8, 20])('leads in pages of %i from any seq to the end, without a gap or a repeat', async (limit) => {
    for (const fromSeq of [1, 4, 8]) {
      const seqs: number[][] = [];
      for (let path: string | undefined = `?fromSeq=${fromSeq}&limit=${limit}`; path !== undefined; ) {
        const { body, headers } = await events(path);
        seqs.push(body.data.map(({ seq }: { seq: number }) => seq));
        path = /\/events(\?\S+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
        expect(path !== undefined).toBe(body.nextCursor !== undefined);
      }
      expect(seqs.flat()).toEqual(types.map((_type, at) => at + 1).slice(fromSeq - 1));
      expect(seqs).toHaveLength(Math.ceil((types.length - fromSeq + 1) / limit));
    }
  });

  test('returns an empty page beyond the end', async () => {
    expect((await events(`?fromSeq=${types.length + 1}`)).body).toEqual({ data: [] });
  });

  test('shows why a payment was declined only to the owner and to admins', async () => {
    const failed = async (client: Client) => (await events('?fromSeq=2&limit=1', client)).body.data[0].data;
    const { failureCode, failureReason, ...rest } = await failed(asAda);
    expect([failureCode, failureReason]).toEqual(['INSUFFICIENT_FUNDS', 'Insufficient funds']);
    expect(await failed(asAdmin)).toEqual({ ...rest, failureCode, failureReason });
    expect(await failed(asService)).toEqual(rest);
  });

  test.each(['fromSeq=0', 'fromSeq=x', 'fromSeq=1.5', 'limit=0', 'limit=101', 'cursor=eA', 'cursor=', 'seq=1'])(
    'rejects ?%s, and the problem names the parameter',
    async (query) => {
      const { status, body } = await events(`?${query}`);
      const [name] = query.split('=');
      expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'invalid-request', `query/${name}`]);
    },
  );
});
