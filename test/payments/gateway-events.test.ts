import { randomUUID } from 'node:crypto';
import type { mongo } from 'mongoose';
import { type Cursor, createGatewayEventStore, type GatewayEventDocument } from '../../src/store/gateway-event-store';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { type GatewayProxy, startGatewayProxy } from '../support/gateway/gateway-proxy';
import { clearFaults, plantFault } from '../support/gateway/sandbox-faults';
import { assertInvariants, ledgerOf } from '../support/invariants/invariants';
import { startWorld, type World } from '../support/world';

let world: World;
let proxy: GatewayProxy;
let asAda: Client;
let asAdmin: Client;
let payments: mongo.Db;

beforeAll(async () => {
  world = await startWorld();
  proxy = await startGatewayProxy(world.sandbox);
  payments = world.databases[1] as mongo.Db;
});
afterAll(async () => {
  await world.end();
  await proxy.close();
});

const hourMs = 3_600_000;

describe('the stored events of a gateway', () => {
  const now = new Date();
  const until = new Date(now.getTime() + 30_000);
  const storeOf = (name: string) =>
    createGatewayEventStore(
      payments.collection<GatewayEventDocument>(name),
      payments.collection<Cursor>(`${name}-cursors`),
    );
  const anEvent = (id: string, lookAt = now) => ({
    id,
    type: 'refund.updated',
    at: now,
    mayBeUnrequested: true,
    receivedAt: now,
    lookAt,
    looks: 0,
  });

  test('are each claimed by one process, and again when its claim is over', async () => {
    const [one, other] = [storeOf('claimed'), storeOf('claimed')];
    const ids = Array.from({ length: 90 }, () => randomUUID());
    await Promise.all(ids.map((id) => one.keep(anEvent(id))));
    const claims = await Promise.all([one, other, one, other].map((store) => store.claimDue(now, until, 50)));
    const claimed = claims.flat().map(({ id }) => id);
    expect(new Set(claimed).size).toBe(claimed.length);
    const rest = await one.claimDue(now, until, 100);
    expect([...claimed, ...rest.map(({ id }) => id)].toSorted()).toEqual(ids.toSorted());
    expect(await other.claimDue(until, new Date(until.getTime() + 1), 100)).toHaveLength(90);
  });

  test('that wait do not keep a new one from its turn, however many they are', async () => {
    const store = storeOf('waiting');
    const ids = Array.from({ length: 250 }, () => randomUUID());
    await Promise.all(ids.map((id) => store.keep(anEvent(id))));
    await store.claimDue(now, until, 250);
    for (const id of ids) await store.postpone(id, until);
    await store.keep(anEvent('new'));
    expect((await store.claimDue(now, until, 200)).map(({ id }) => id)).toEqual(['new']);
  });

  test('are listed by one process at a time, and never from an earlier time than before', async () => {
    const [one, other] = [storeOf('listed'), storeOf('listed')];
    expect(await one.claimCursor(now, until)).toEqual(now);
    expect(await other.claimCursor(now, until)).toBeNull();
    await one.advanceCursor(new Date(now.getTime() + 5_000), now);
    await one.advanceCursor(now, now);
    expect(await other.claimCursor(now, until)).toEqual(new Date(now.getTime() + 5_000));
  });
});

describe('the service', () => {
  const start = async () => {
    const { http } = await world.start({
      PORT: world.webhookPort,
      STRIPE_API_URL: proxy.url,
      GATEWAY_EVENTS_POLL_MS: '500',
    });
    asAda = clientOf(() => http, await tokenFor(world.keys, ada));
    asAdmin = clientOf(() => http, await tokenFor(world.keys, alan, ['admin']));
  };
  const pay = async () => {
    const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
    const { body: payment } = await asAda('POST', '/payments', { body: aPayment(order.id) });
    return { orderId: order.id as string, paymentId: payment.id as string };
  };
  const becomes = (paymentId: string, status: string) =>
    eventually(async () => expect((await asAdmin('GET', `/payments/${paymentId}`)).body.status).toBe(status), 30_000);

  test('lists what it missed an hour at a time, the oldest first', async () => {
    const missedMs = 5 * hourMs;
    await payments
      .collection<Cursor>('cursors')
      .insertOne({ _id: 'gateway-events', at: new Date(Date.now() - missedMs) });
    await start();
    const listed = () =>
      proxy.requests
        .filter(({ path }) => path.startsWith('/v1/events?'))
        .map(({ path }) => new URLSearchParams(path.split('?')[1]))
        .map((query) => [Number(query.get('created[gte]')), Number(query.get('created[lt]'))] as const);
    await eventually(() => expect(listed().length).toBeGreaterThan(missedMs / hourMs));
    const windows = listed();
    const begins = windows.map(([from]) => from);
    expect(begins).toEqual(begins.toSorted((a, b) => a - b));
    expect(begins[0]).toBeLessThan((Date.now() - missedMs) / 1000);
    // An hour, and the five minutes that each list overlaps the one before.
    for (const [from, to] of windows) expect(to - from).toBeLessThanOrEqual(65 * 60 + 1);
  });

  test('looks ever less often at a refund that stays pending, and at another payment meanwhile', async () => {
    const [pending, other] = [await pay(), await pay()];
    await plantFault(world.sandbox, { path: '/v1/refunds', method: 'POST', kind: 'pending', times: 1 });
    await asAdmin('POST', `/payments/${pending.paymentId}/refund`, { body: {}, headers: { prefer: 'wait=0' } });
    const waiting = () =>
      payments
        .collection<GatewayEventDocument>('gateway-events')
        .find({ state: 'waiting', looks: { $gte: 2 } })
        .toArray();
    const [{ looks, receivedAt, lookAt } = { looks: 0, receivedAt: new Date(), lookAt: new Date() }] = await eventually(
      async () => {
        const found = await waiting();
        expect(found.length).toBeGreaterThan(0);
        return found;
      },
    );
    // One second, then two, then four: after n looks it has waited for 2^n seconds in all, at least.
    expect(lookAt.getTime() - receivedAt.getTime()).toBeGreaterThanOrEqual(1_000 * 2 ** looks);

    const body = JSON.stringify({ orderId: other.orderId });
    expect((await fetch(`${world.sandbox}/dashboard/refunds`, { method: 'POST', body })).status).toBe(200);
    await becomes(other.paymentId, 'refunded');
    expect(await waiting()).not.toEqual([]);

    const [{ paymentIntent } = { paymentIntent: '' }] = await ledgerOf(world, pending.orderId);
    const headers = { authorization: 'Bearer sk_test_sandbox' };
    const answer = await fetch(`${world.sandbox}/v1/refunds?payment_intent=${paymentIntent}`, { headers });
    const [refund] = ((await answer.json()) as { data: { id: string }[] }).data;
    const ended = JSON.stringify({ status: 'succeeded' });
    await fetch(`${world.sandbox}/dashboard/refunds/${refund?.id}`, { method: 'POST', body: ended });
    await becomes(pending.paymentId, 'refunded');
    await clearFaults(world.sandbox);
    await assertInvariants(world);
  });
});
