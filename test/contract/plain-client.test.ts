import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { brokenByEntry } from '../support/contract-assertions';
import { eventually } from '../support/eventually';
import { assertInvariants } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let asAda: Client;
let asAdmin: Client;

beforeAll(async () => {
  world = await startWorld();
  service = await world.start();
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  asAdmin = clientOf(() => service.http, await tokenFor(world.keys, alan, ['admin']));
});
afterAll(() => world.end());

const payOrder = async (change: object = {}): Promise<[orderId: string, paymentId: string]> => {
  const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
  const { body: payment } = await asAda('POST', '/payments', { body: { ...aPayment(order.id), ...change } });
  return [order.id, payment.id];
};
const changeStatus = async (orderId: string, status: string): Promise<void> => {
  await eventually(async () =>
    expect((await asAdmin('PATCH', `/orders/${orderId}`, { body: { status } })).status).toBe(200),
  );
};

/** Reads the streams with a Python client, entry by entry. */
const readEntries = async (): Promise<Record<string, string>[]> => {
  const script = join(__dirname, '..', 'support', 'read_stream.py');
  const args = [script, String(world.redisServer.port), 'analytics-service', 'order-events', 'payment-events'];
  const { stdout } = await promisify(execFile)('python3', args, { timeout: 30_000 });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
};

describe('the event streams', () => {
  test('deliver every documented event once and in sequence to XREADGROUP of another language', async () => {
    const [returned] = await payOrder();
    for (const status of ['shipped', 'delivered', 'returned']) await changeStatus(returned, status);
    const [, held] = await payOrder({ capture: false });
    expect((await asAdmin('POST', `/payments/${held}/void`, { body: {} })).status).toBe(200);
    const [failed] = await payOrder({ cardToken: 'tok_chargeDeclinedInsufficientFunds' });
    const first = await readEntries();
    await changeStatus(failed, 'cancelled');
    await payOrder();
    await assertInvariants(world);
    const entries = [...first, ...(await readEntries())];

    const logs = [...(await world.orders.find().toArray()), ...(await world.payments.find().toArray())];
    expect(entries.map(({ id = '' }) => id).sort()).toEqual(logs.flatMap(({ log }) => log.map(({ id }) => id)).sort());
    expect(entries.flatMap(({ stream = '', ...entry }) => brokenByEntry(stream, entry))).toEqual([]);
    for (const { _id, log } of logs) {
      const ids = new Set(log.map(({ id }) => id));
      const seqs = entries.filter(({ id = '' }) => ids.has(id)).map(({ seq }) => Number(seq));
      expect({ _id, seqs }).toEqual({ _id, seqs: log.map(({ seq }) => seq) });
    }
  }, 60_000);
});
