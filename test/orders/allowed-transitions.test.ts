import type { OrderStatus } from '../../src/domain/order';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants } from '../support/invariants/invariants';
import { startWorld, type World } from '../support/world';

let world: World;
/** One client for each role, and two with two roles. Only `user` and `both` are the customer who ordered. */
let callers: Record<'user' | 'service' | 'admin' | 'both' | 'other', Client>;

beforeAll(async () => {
  world = await startWorld();
  const { http } = await world.start();
  const as = async (userId: string, ...roles: string[]) =>
    clientOf(() => http, await tokenFor(world.keys, userId, roles));
  callers = {
    user: await as(ada, 'user'),
    service: await as(alan, 'service'),
    admin: await as(alan, 'admin'),
    both: await as(ada, 'user', 'service'),
    other: await as(alan, 'user', 'service'),
  };
});
afterAll(() => world.end());

const table: Record<OrderStatus, Record<keyof typeof callers, OrderStatus[]>> = {
  pending: { user: ['cancelled'], service: [], admin: ['cancelled'], both: ['cancelled'], other: [] },
  payment_failed: { user: ['cancelled'], service: [], admin: ['cancelled'], both: ['cancelled'], other: [] },
  confirmed: {
    user: ['cancelled'],
    service: ['shipped'],
    admin: ['cancelled', 'shipped'],
    both: ['cancelled', 'shipped'],
    other: ['shipped'],
  },
  shipped: {
    user: [],
    service: ['delivered', 'returned'],
    admin: ['delivered', 'returned'],
    both: ['delivered', 'returned'],
    other: ['delivered', 'returned'],
  },
  delivered: { user: [], service: ['returned'], admin: ['returned'], both: ['returned'], other: ['returned'] },
  cancelled: { user: [], service: [], admin: [], both: [], other: [] },
  returned: { user: [], service: [], admin: [], both: [], other: [] },
  refunded: { user: [], service: [], admin: [], both: [], other: [] },
};
const statuses = Object.keys(table) as OrderStatus[];

const place = async (): Promise<string> => (await callers.user('POST', '/orders', { body: anOrder() })).body.id;

const pay = (orderId: string, card?: string) => callers.user('POST', '/payments', { body: aPayment(orderId, card) });

const ask = (orderId: string, status: OrderStatus) =>
  callers.admin('PATCH', `/orders/${orderId}`, { body: { status } });

const becomes = (orderId: string, status: OrderStatus) =>
  eventually(async () => expect((await callers.admin('GET', `/orders/${orderId}`)).body.status).toBe(status));

/** The admin, whose id is that of the services, has requested these. Repeating one succeeds without a change. */
const repeatable = (status: OrderStatus): OrderStatus[] => (status === 'refunded' ? ['returned'] : [status]);

/** Asserts that each caller sees the transitions of the table, and that every other one is rejected. */
const assertTransitions = async (orderId: string, status: OrderStatus): Promise<void> => {
  for (const [name, caller] of Object.entries(callers)) {
    const { body, headers } = await caller('GET', `/orders/${orderId}`);
    expect(headers.get('vary')).toBe('Authorization');
    const allowed: OrderStatus[] = table[status][name as keyof typeof callers];
    expect([name, body.status, body.allowedTransitions]).toEqual([name, status, allowed]);
    const isStaff = name === 'admin' || (['service', 'other'].includes(name) && status !== 'cancelled');
    const asked = isStaff ? repeatable(status) : [];
    for (const other of statuses.filter((one) => !allowed.includes(one) && !asked.includes(one))) {
      const refused = await caller('PATCH', `/orders/${orderId}`, { body: { status: other } });
      expect([name, other, [403, 409].includes(refused.status)]).toEqual([name, other, true]);
    }
  }
};

describe('allowedTransitions', () => {
  test('lists what the caller may request next, in each state and for each role', async () => {
    const noRefunds = { path: '/v1/refunds', kind: 'down' };
    await fetch(`${world.sandbox}/faults`, { method: 'POST', body: JSON.stringify(noRefunds) });
    const orderId = await place();
    await assertTransitions(orderId, 'pending');
    await pay(orderId, 'tok_chargeDeclinedInsufficientFunds');
    await becomes(orderId, 'payment_failed');
    await assertTransitions(orderId, 'payment_failed');
    await pay(orderId);
    await becomes(orderId, 'confirmed');
    await assertTransitions(orderId, 'confirmed');
    for (const status of ['shipped', 'delivered', 'returned'] as const) {
      const { body } = await ask(orderId, status);
      expect(body.allowedTransitions).toEqual(table[status].admin);
      await assertTransitions(orderId, status);
    }
    await fetch(`${world.sandbox}/faults`, { method: 'DELETE' });
    await becomes(orderId, 'refunded');
    await assertTransitions(orderId, 'refunded');
    await assertInvariants(world);
  });

  test('is empty for a cancelled order, and is part of each order in a list', async () => {
    const [cancelled, open] = [await place(), await place()];
    await ask(cancelled, 'cancelled');
    await assertTransitions(cancelled, 'cancelled');
    const { body } = await callers.user('GET', '/orders');
    const listed = Object.fromEntries(
      body.data.map(({ id, allowedTransitions }: { id: string; allowedTransitions: string[] }) => [
        id,
        allowedTransitions,
      ]),
    );
    expect([listed[cancelled], listed[open]]).toEqual([[], ['cancelled']]);
    await assertInvariants(world);
  });
});
