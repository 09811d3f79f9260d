import { ada, alan, anAddress, anOrder, type Client, clientOf, tokenFor } from '../support/client';
import { startWorld, type World } from '../support/world';

let world: World;
let asAda: Client;
let asAlan: Client;
let asAdmin: Client;
/** Newest first. */
let ids: string[];

beforeAll(async () => {
  world = await startWorld();
  const { http } = await world.start();
  asAda = clientOf(() => http, await tokenFor(world.keys, ada));
  asAlan = clientOf(() => http, await tokenFor(world.keys, alan));
  asAdmin = clientOf(() => http, await tokenFor(world.keys, alan, ['admin']));
  ids = [];
  for (let n = 0; n < 7; n += 1) ids.unshift((await asAda('POST', '/orders', { body: anOrder() })).body.id);
  for (const id of [ids[1], ids[3], ids[5]]) await asAda('PATCH', `/orders/${id}`, { body: { status: 'cancelled' } });
});
afterAll(() => world.end());

const idsOf = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id);

/** Follows the links from page to page. */
const pagesFrom = async (client: Client, first: string): Promise<string[][]> => {
  const pages: string[][] = [];
  for (let path: string | undefined = first; path !== undefined; ) {
    const { status, body, headers } = await client('GET', path);
    expect(status).toBe(200);
    pages.push(idsOf(body));
    const next: string | undefined = /^<(\S+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
    expect(body.nextCursor !== undefined).toBe(next !== undefined);
    if (next) expect(new URLSearchParams(next.split('?')[1]).get('cursor')).toBe(body.nextCursor);
    path = next;
  }
  return pages;
};

test('pages are full, newest first, and end without an empty one', async () => {
  expect((await pagesFrom(asAda, '/orders?limit=3')).map((page) => page.length)).toEqual([3, 3, 1]);
  expect((await pagesFrom(asAda, '/orders?limit=7')).map((page) => page.length)).toEqual([7]);
  for (const limit of [1, 2, 3, 100]) expect((await pagesFrom(asAda, `/orders?limit=${limit}`)).flat()).toEqual(ids);
});

test('a filter goes on from page to page', async () => {
  const cancelled = [ids[1], ids[3], ids[5]];
  expect(await pagesFrom(asAda, '/orders?status=cancelled&limit=2')).toEqual([cancelled.slice(0, 2), [ids[5]]]);
  expect((await pagesFrom(asAdmin, `/orders?userId=${ada}&limit=2&status=pending`)).flat()).toEqual(
    ids.filter((id) => !cancelled.includes(id)),
  );
  expect(await pagesFrom(asAda, '/orders?status=returned')).toEqual([[]]);
});

test('an old cursor with another filter goes on from the same place', async () => {
  const { nextCursor } = (await asAda('GET', '/orders?limit=2')).body;
  const { body } = await asAda('GET', `/orders?status=cancelled&cursor=${nextCursor}`);
  expect(idsOf(body)).toEqual([ids[3], ids[5]]);
});

test('what is placed or changed meanwhile is on no page twice', async () => {
  const { data, nextCursor } = (await asAda('GET', '/orders?limit=3')).body;
  const newest: string = (await asAda('POST', '/orders', { body: anOrder() })).body.id;
  await asAda('PATCH', `/orders/${newest}`, { body: { status: 'cancelled' } });
  const rest = await pagesFrom(asAda, `/orders?limit=2&cursor=${nextCursor}`);
  expect([...idsOf({ data }), ...rest.flat()]).toEqual(ids);
  ids.unshift(newest);
});

test("a cursor of somebody else shows one's own orders only", async () => {
  const { nextCursor } = (await asAda('GET', '/orders?limit=1')).body;
  expect((await asAlan('GET', `/orders?cursor=${nextCursor}`)).body).toEqual({ data: [] });
  const mine = { ...anOrder(alan), shippingAddress: anAddress };
  const { body: placed } = await asAlan('POST', '/orders', { body: mine });
  expect(await pagesFrom(asAlan, '/orders')).toEqual([[placed.id]]);
  expect((await asAlan('GET', `/orders?cursor=${nextCursor}`)).body).toEqual({ data: [] });
  expect((await pagesFrom(asAdmin, '/orders?limit=2')).flat()).toEqual([placed.id, ...ids]);
});
