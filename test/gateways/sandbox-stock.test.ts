import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox';

const dataDir = mkdtempSync(join(tmpdir(), 'order-management-stock-'));
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dataDir });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(dataDir, { recursive: true });
});

const call = async (method: string, path: string, body?: object) => {
  const answer = await fetch(`${sandbox.url}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
};
const lines = (quantity: number, productId = 'prod-123') => ({ items: [{ productId, quantity }] });
const hold = (id: string, quantity = 3, more: object = {}) =>
  call('PUT', `/reservations/${id}`, { ...lines(quantity), ...more });
const level = async (productId = 'prod-123') => (await call('GET', `/stock/${productId}`)).body;
const ledgerOf = async (id: string) => {
  const { body } = await call('GET', `/stock-ledger?reservation=${id}`);
  return body.data.map(({ kind, quantity }: { kind: string; quantity: number }) => [kind, quantity]);
};
/** Runs and returns how the level of a product has changed. */
const change = async (run: () => Promise<unknown>) => {
  const before = await level();
  await run();
  const after = await level();
  return { onHand: after.onHand - before.onHand, held: after.held - before.held };
};

describe('stock', () => {
  test('is held, confirmed and shipped, each step once by its id', async () => {
    const id = randomUUID();
    const moved = await change(async () => {
      expect((await hold(id)).status).toBe(201);
      expect((await hold(id)).status).toBe(200);
      for (let count = 0; count < 2; count += 1) {
        expect((await call('POST', `/reservations/${id}/confirm`)).body.state).toBe('confirmed');
      }
      for (const [shipment, quantity] of [
        ['s1', 1],
        ['s1', 1],
        ['s2', 2],
      ] as const) {
        const answer = await call('PUT', `/reservations/${id}/shipments/${id}-${shipment}`, lines(quantity));
        expect(answer.status).toBe(204);
      }
    });
    expect(moved).toEqual({ onHand: -3, held: 0 });
    expect(await ledgerOf(id)).toEqual([
      ['hold', 3],
      ['confirm', 3],
      ['ship', 1],
      ['ship', 2],
    ]);
    expect((await call('GET', `/reservations/${id}`)).status).toBe(404);
  });

  test('that is released is available again, once', async () => {
    const id = randomUUID();
    await hold(id);
    const moved = await change(async () => {
      await call('PUT', `/reservations/${id}/releases/${id}-r1`, lines(1));
      await call('PUT', `/reservations/${id}/releases/${id}-r1`, lines(1));
      await call('DELETE', `/reservations/${id}`);
      await call('DELETE', `/reservations/${id}`);
    });
    expect(moved).toEqual({ onHand: 0, held: -3 });
    expect(await ledgerOf(id)).toEqual([
      ['hold', 3],
      ['release', 1],
      ['release', 2],
    ]);
  });

  test('that comes back is restocked or scrapped, once by its receipt', async () => {
    const receipt = randomUUID();
    const moved = await change(async () => {
      await call('PUT', `/restocks/${receipt}`, lines(2));
      await call('PUT', `/restocks/${receipt}`, lines(2));
      await call('PUT', `/restocks/${randomUUID()}`, { ...lines(1), disposition: 'scrap' });
    });
    expect(moved).toEqual({ onHand: 2, held: 0 });
  });

  test('lines of one product are looked at as their sum', async () => {
    await call('POST', '/stock/prod-soldout', { receive: 10 });
    const items = [6, 6].map((quantity) => ({ productId: 'prod-soldout', quantity }));
    const refused = await call('PUT', `/reservations/${randomUUID()}`, { items });
    expect([refused.status, refused.body]).toEqual([409, { code: 'out-of-stock', productId: 'prod-soldout' }]);
    expect(await level('prod-soldout')).toEqual({ onHand: 10, held: 0, available: 10 });
    const id = randomUUID();
    expect(
      (await call('PUT', `/reservations/${id}`, { items: [items[0], { ...items[1], quantity: 4 }] })).body,
    ).toMatchObject({
      orderId: id,
      items: [{ productId: 'prod-soldout', quantity: 10 }],
    });
    expect((await call('GET', '/products/prod-soldout')).body.available).toBe(0);
  });

  test('more than is held is not shipped', async () => {
    const id = randomUUID();
    await hold(id);
    expect((await call('PUT', `/reservations/${id}/shipments/${id}-s`, lines(4))).status).toBe(409);
    expect((await call('PUT', `/reservations/${randomUUID()}/shipments/x`)).status).toBe(409);
    expect(await ledgerOf(id)).toEqual([['hold', 3]]);
  });

  test('of what needs no stock is never short', async () => {
    expect((await call('PUT', `/reservations/${randomUUID()}`, lines(5_000_000, 'prod-789'))).status).toBe(201);
    expect((await call('GET', '/stock/prod-789')).status).toBe(404);
  });

  test.each([0, -1, 1.5, '3'])('a quantity of %p is refused', async (quantity) => {
    expect((await call('PUT', `/reservations/${randomUUID()}`, lines(quantity as number))).status).toBe(400);
    expect((await call('POST', '/stock/prod-123', { receive: quantity })).status).toBe(400);
  });
});

describe('a hold with an expiry', () => {
  const inSeconds = async (seconds: number) => {
    const { body } = await call('GET', '/sandbox/clock');
    return new Date(Date.parse(body.now) + seconds * 1000).toISOString();
  };

  test('ends then, unless it is prolonged or confirmed', async () => {
    const [lapsing, prolonged, confirmed] = [randomUUID(), randomUUID(), randomUUID()];
    const expiresAt = await inSeconds(600);
    for (const id of [lapsing, prolonged, confirmed]) await hold(id, 1, { expiresAt });
    await hold(prolonged, 1, { expiresAt: await inSeconds(6000) });
    await call('POST', `/reservations/${confirmed}/confirm`);
    await call('POST', '/sandbox/clock', { advance: 'PT11M' });
    const statuses = [lapsing, prolonged, confirmed].map(
      async (id) => (await call('GET', `/reservations/${id}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([404, 200, 200]);
    expect(await ledgerOf(lapsing)).toEqual([
      ['hold', 1],
      ['release', 1],
    ]);
    const late = await call('POST', `/reservations/${lapsing}/confirm`);
    expect([late.status, late.body.code]).toEqual([409, 'reservation-lapsed']);
  });

  test('is listed since a time', async () => {
    const since = (await call('GET', '/sandbox/clock')).body.now;
    const id = randomUUID();
    await hold(id);
    const { data } = (await call('GET', `/reservations?heldSince=${since}`)).body;
    expect(data).toMatchObject([{ orderId: id, state: 'held', open: [{ productId: 'prod-123', quantity: 3 }] }]);
  });
});

test('a lost answer does not undo a hold', async () => {
  const id = randomUUID();
  await call('POST', '/faults', { path: '/reservations', kind: 'lost-answer', times: 1 });
  await expect(hold(id)).rejects.toThrow();
  expect((await call('GET', '/faults')).body.data).toMatchObject([{ fired: 1 }]);
  await call('DELETE', '/faults');
  expect((await hold(id)).status).toBe(200);
  expect(await ledgerOf(id)).toEqual([['hold', 3]]);
});

test('a sandbox that starts again knows its stock, and the ledger adds up to it', async () => {
  const [held, kept] = [randomUUID(), await level()];
  await hold(held);
  await sandbox.close();
  sandbox = await startSandbox({ port: 0, dataDir });
  expect((await level()).held).toBe(kept.held + 3);
  expect((await call('PUT', `/reservations/${held}/shipments/${held}-s`)).status).toBe(204);
  const { data } = (await call('GET', '/stock-ledger')).body;
  const sum = (...kinds: string[]): number =>
    data
      .filter((line: { kind: string; productId: string }) => line.productId === 'prod-123' && kinds.includes(line.kind))
      .reduce((total: number, { quantity }: { quantity: number }) => total + quantity, 0);
  const { onHand, held: left, available } = await level();
  expect(onHand).toBe(sum('receive', 'restock') - sum('ship'));
  expect(left).toBe(sum('hold') - sum('ship', 'release'));
  expect(available).toBe(onHand - left);
});
