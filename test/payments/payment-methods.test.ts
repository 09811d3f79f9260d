import { randomUUID } from 'node:crypto';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, ledgerOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let asAda: Client;
let asAlan: Client;
let asAdmin: Client;
let asService: Client;

beforeAll(async () => {
  world = await startWorld();
  service = await world.start();
  const as = async (sub: string, ...roles: string[]) =>
    clientOf(() => service.http, await tokenFor(world.keys, sub, roles));
  asAda = await as(ada, 'user');
  asAlan = await as(alan, 'user');
  asAdmin = await as(randomUUID(), 'admin');
  asService = await as(randomUUID(), 'service');
});
afterEach(async () => {
  await endFault();
  await assertInvariants(world);
});
afterAll(() => world.end());

const store = (client: Client, cardToken = 'tok_visa', key = randomUUID()) =>
  client('POST', '/payment-methods', { body: { cardToken }, ...withKey(key) });

/** A user who has stored no card yet. */
const aNewUser = async (http = () => service.http): Promise<Client> =>
  clientOf(http, await tokenFor(world.keys, randomUUID(), ['user']));

const stored = async (client: Client, cardToken?: string): Promise<string> => {
  const { status, body } = await store(client, cardToken);
  expect(status).toBe(201);
  return body.id;
};

const place = async (client = asAda, userId = ada): Promise<string> =>
  (await client('POST', '/orders', { body: anOrder(userId) })).body.id;

const payBy = (
  client: Client,
  orderId: string,
  paymentMethodId: string,
  ask: { headers: Record<string, string> } = withKey(),
) => {
  const { cardToken: _none, ...payment } = aPayment(orderId);
  return client('POST', '/payments', { body: { ...payment, paymentMethodId }, ...ask });
};

const becomes = (orderId: string, status: string) =>
  eventually(async () => expect((await asAdmin('GET', `/orders/${orderId}`)).body.status).toBe(status), 40_000);

interface GatewayMethod {
  id: string;
  customer: string | null;
}

/** Returns every card that the gateway ever stored, newest first. */
const atGateway = async (after?: string): Promise<GatewayMethod[]> => {
  const page = `limit=100${after === undefined ? '' : `&starting_after=${after}`}`;
  const headers = { authorization: 'Bearer sk_test_sandbox' };
  const answer = await fetch(`${world.sandbox}/v1/payment_methods?${page}`, { headers });
  const { data, has_more } = (await answer.json()) as { data: GatewayMethod[]; has_more: boolean };
  return has_more ? [...data, ...(await atGateway(data.at(-1)?.id))] : data;
};

const customersAtGateway = async (after?: string): Promise<{ id: string }[]> => {
  const page = `limit=100${after === undefined ? '' : `&starting_after=${after}`}`;
  const headers = { authorization: 'Bearer sk_test_sandbox' };
  const answer = await fetch(`${world.sandbox}/v1/customers?${page}`, { headers });
  const { data, has_more } = (await answer.json()) as { data: { id: string }[]; has_more: boolean };
  return has_more ? [...data, ...(await customersAtGateway(data.at(-1)?.id))] : data;
};

/** Plants a fault. The SDK repeats a request once after a connection error, so a lost call needs two faults. */
const fault = (planted: object) => fetch(`${world.sandbox}/faults`, { method: 'POST', body: JSON.stringify(planted) });

/** Removes the fault. Returns how often it fired. */
const endFault = async (): Promise<number> => {
  const { data } = (await (await fetch(`${world.sandbox}/faults`)).json()) as { data: { fired: number }[] };
  await fetch(`${world.sandbox}/faults`, { method: 'DELETE' });
  return data.reduce((sum, { fired }) => sum + fired, 0);
};

describe('storing a card', () => {
  test('returns what identifies the card to its owner, and stores it at the gateway', async () => {
    const { status, body, headers } = await store(asAda, 'tok_mastercard');
    expect([status, headers.get('location')]).toEqual([201, `/payment-methods/${body.id}`]);
    expect(body).toEqual({
      id: body.id,
      userId: ada,
      type: 'card',
      brand: 'mastercard',
      last4: '4444',
      expMonth: 12,
      expYear: 2034,
      active: true,
      createdAt: expect.any(String),
    });
    const [kept] = await atGateway();
    expect(kept?.customer).toMatch(/^cus_/);
    expect((await asAda('GET', '/payment-methods')).body.data[0]).toEqual(body);
  });

  test('replays the card for the same key and body, and rejects another body', async () => {
    const key = randomUUID();
    const [first, again] = [await store(asAda, 'tok_amex', key), await store(asAda, 'tok_amex', key)];
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    const other = await store(asAda, 'tok_visa', key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    expect((await store(asAlan, 'tok_visa', key)).body.id).not.toBe(first.body.id);
  });

  test('stores two cards for two requests without a key', async () => {
    const ids = [];
    for (let n = 0; n < 2; n += 1) {
      ids.push((await asAda('POST', '/payment-methods', { body: { cardToken: 'tok_visa' } })).body.id);
    }
    expect(new Set(ids).size).toBe(2);
  });

  test('stores one card, here and at the gateway, for twenty requests with one key at two processes', async () => {
    const other = await world.start();
    const before = (await atGateway()).length;
    const key = randomUUID();
    const token = await tokenFor(world.keys, ada);
    const clients = [service.http, other.http].map((http) => clientOf(() => http, token));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_none, n) => store(clients[n % 2] ?? asAda, 'tok_visa', key)),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect(await world.methods.countDocuments({ 'idempotency.key': key })).toBe(1);
    expect((await atGateway()).length - before).toBe(1);
    expect(await other.stop()).toBe(0);
  });

  test('stores one card when the process is killed after the gateway call and the request is repeated', async () => {
    const before = (await atGateway()).length;
    const dying = await world.start({ FAULT_POINT: 'method-attached:1' });
    const key = randomUUID();
    const client = clientOf(() => dying.http, await tokenFor(world.keys, ada));
    await expect(store(client, 'tok_visa', key)).rejects.toThrow();
    expect(await dying.ended).toBeNull();
    expect([
      (await atGateway()).length - before,
      await world.methods.countDocuments({ 'idempotency.key': key }),
    ]).toEqual([1, 0]);
    const { status, headers, body } = await store(asAda, 'tok_visa', key);
    expect([status, headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect((await atGateway()).length - before).toBe(1);
    const orderId = await place();
    expect((await payBy(asAda, orderId, body.id)).status).toBe(200);
    await becomes(orderId, 'confirmed');
  });

  test.each(['/v1/payment_methods', '/v1/customers'])(
    'stores one card when the reply of %s is late and the request is repeated',
    async (path) => {
      const before = (await atGateway()).length;
      await fault({ path, method: 'POST', kind: 'lost-answer', times: 1 });
      const [user, key] = [await aNewUser(), randomUUID()];
      const lost = await store(user, 'tok_visa', key);
      expect([lost.status, lost.body.code, lost.headers.get('retry-after')]).toEqual([503, 'gateway-unavailable', '2']);
      expect((await store(user, 'tok_visa', key)).status).toBe(201);
      expect([await endFault(), (await atGateway()).length - before]).toEqual([1, 1]);
    },
  );

  test.each(['down', 'html', 'empty', 'half-json', 'redirect', 'too-many', 'never'])(
    'returns unavailable and stores nothing when the gateway replies with %s',
    async (kind) => {
      const before = await world.methods.countDocuments();
      for (const path of ['/v1/payment_methods', '/v1/customers', '/v1/setup_intents']) {
        await fault({ path, method: 'POST', kind });
        const { status, body } = await store(await aNewUser());
        expect([status, body.code]).toEqual([503, 'gateway-unavailable']);
        expect(await endFault()).toBeGreaterThan(0);
      }
      expect(await world.methods.countDocuments()).toBe(before);
    },
  );

  test('stores all cards of a user with one customer, also when the first ones come at once to two processes', async () => {
    const other = await world.start();
    const token = await tokenFor(world.keys, randomUUID(), ['user']);
    const clients = [service.http, other.http].map((http) => clientOf(() => http, token));
    const before = (await customersAtGateway()).length;
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_none, n) => store(clients[n % 2] ?? asAda, 'tok_visa', randomUUID())),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const cards = (await atGateway()).slice(0, 12);
    expect(new Set(cards.map(({ customer }) => customer)).size).toBe(1);
    expect((await customersAtGateway()).length - before).toBe(1);
    expect(await other.stop()).toBe(0);
  });

  test('creates one customer when the process is killed after the gateway call', async () => {
    const dying = await world.start({ FAULT_POINT: 'customer-created:1' });
    let http = dying.http;
    const user = await aNewUser(() => http);
    const before = (await customersAtGateway()).length;
    await expect(store(user)).rejects.toThrow();
    expect(await dying.ended).toBeNull();
    http = service.http;
    expect((await store(user)).status).toBe(201);
    expect((await customersAtGateway()).length - before).toBe(1);
  });

  test('rejects a card that the gateway declines, and stores nothing', async () => {
    const before = await world.methods.countDocuments();
    const { status, body } = await store(asAda, 'tok_attachDeclined');
    expect([status, body.code, body.failureCode]).toEqual([422, 'card-refused', 'GENERIC_DECLINE']);
    expect(await world.methods.countDocuments()).toBe(before);
  });

  test.each([
    [{}],
    [{ cardToken: '' }],
    [{ cardToken: 'visa' }],
    [{ cardToken: 7 }],
    [{ cardToken: 'tok_a', userId: alan }],
    [[]],
  ])('rejects %j', async (body) => {
    const answer = await asAda('POST', '/payment-methods', { body });
    expect([answer.status, ['invalid-request', 'invalid-json']]).toEqual([
      400,
      expect.arrayContaining([answer.body.code]),
    ]);
  });

  test('is for users only', async () => {
    expect([(await store(asAdmin)).status, (await store(asService)).status]).toEqual([403, 403]);
  });
});

describe('a card whose bank asks for authentication', () => {
  const secure = 'tok_threeDSecureRequired';
  const answer = (url: string, decision: 'approve' | 'decline') =>
    fetch(url, { method: 'POST', body: new URLSearchParams({ answer: decision }) });
  const read = (client: Client, id: string) => client('GET', `/payment-methods/${id}`);
  const setupsAtGateway = async (): Promise<{ status: string; usage: string; payment_method: string }[]> => {
    const headers = { authorization: 'Bearer sk_test_sandbox' };
    const answered = await fetch(`${world.sandbox}/v1/setup_intents?limit=1`, { headers });
    return ((await answered.json()) as { data: { status: string; usage: string; payment_method: string }[] }).data;
  };

  test('waits for its owner, and pays once they have approved', async () => {
    const key = randomUUID();
    const { status, body, headers } = await store(asAda, secure, key);
    expect([status, headers.get('location')]).toEqual([202, `/payment-methods/${body.id}`]);
    expect(body).toMatchObject({ active: false, brand: 'visa', nextAction: { type: 'redirect' } });
    expect((await setupsAtGateway())[0]).toMatchObject({ status: 'requires_action', usage: 'off_session' });
    const again = await store(asAda, secure, key);
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([202, body, 'true']);
    const refused = await payBy(asAda, await place(), body.id);
    expect([refused.status, refused.body.code]).toEqual([422, 'payment-method-not-usable']);

    await answer(body.nextAction.url, 'approve');
    const { nextAction: _done, ...confirmed } = body;
    expect((await read(asAda, body.id)).body).toEqual({ ...confirmed, active: true });
    expect((await store(asAda, secure, key)).status).toBe(201);
    expect(await world.methods.findOne({ _id: body.id })).not.toHaveProperty('sealedSetup');
    const paid = await payBy(asAda, await place(), body.id);
    expect([paid.status, paid.body.status]).toEqual([202, 'pending']);
    await answer(paid.body.nextAction.url, 'approve');
    await becomes(paid.body.orderId, 'confirmed');
  });

  test('is gone when its owner declines', async () => {
    const { body } = await store(asAda, secure);
    await answer(body.nextAction.url, 'decline');
    const { status, body: problem } = await read(asAda, body.id);
    expect([status, problem.code]).toEqual([404, 'payment-method-not-found']);
    expect(await world.methods.findOne({ _id: body.id })).not.toHaveProperty('sealedMethod');
  });

  test('shows its next action to its owner only', async () => {
    const { body } = await store(asAda, secure);
    expect((await read(asAlan, body.id)).status).toBe(404);
    expect((await read(asAdmin, body.id)).body).not.toHaveProperty('nextAction');
    expect((await asAda('DELETE', `/payment-methods/${body.id}`)).status).toBe(204);
    expect((await setupsAtGateway())[0]).toMatchObject({ status: 'canceled' });
    expect((await read(asAda, body.id)).status).toBe(404);
  });

  test('is confirmed by the webhook, without a request for it', async () => {
    const receiving = await world.start({ PORT: world.webhookPort });
    const { body } = await store(asAda, secure);
    await answer(body.nextAction.url, 'approve');
    await eventually(async () => {
      expect(await world.methods.findOne({ _id: body.id })).not.toHaveProperty('setup');
    });
    // The listing reads with majority concern, so it may show the change later than a plain read.
    await eventually(async () => {
      expect((await asAda('GET', '/payment-methods')).body.data[0]).toMatchObject({ id: body.id, active: true });
    });
    expect(await receiving.stop()).toBe(0);
  });

  test('is cancelled at the gateway when its owner takes too long', async () => {
    const hurried = await world.start({ CHALLENGE_WINDOW_MS: '100' });
    const user = await aNewUser(() => hurried.http);
    const { body } = await store(user, secure);
    await eventually(async () => expect((await user('GET', '/payment-methods')).body.data).toEqual([]));
    expect((await read(user, body.id)).status).toBe(404);
    expect((await setupsAtGateway())[0]).toMatchObject({ status: 'canceled' });
    expect(await hurried.stop()).toBe(0);
  });

  test('returns its owner to an allowed page only', async () => {
    const body = { cardToken: secure, returnUrl: 'https://elsewhere.example/cards' };
    const { status, body: problem } = await asAda('POST', '/payment-methods', { body });
    expect([status, problem.code]).toEqual([422, 'return-url-not-allowed']);
  });
});

describe('listing cards', () => {
  test('returns own cards by page, newest first; staff may name another user, and services see no details', async () => {
    const ids = [await stored(asAlan), await stored(asAlan, 'tok_expired'), await stored(asAlan)].reverse();
    const seen: string[] = [];
    for (let path = '/payment-methods?limit=1'; path && seen.length < 3; ) {
      const { body, headers } = await asAlan('GET', path);
      seen.push(body.data[0].id);
      path = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1] ?? '';
    }
    expect(seen).toEqual(ids);
    const of = async (client: Client) => (await client('GET', `/payment-methods?userId=${alan}&limit=3`)).body.data;
    expect(await of(asAda)).toEqual([]);
    expect((await of(asAdmin)).map(({ last4 }: { last4: string }) => last4)).toEqual(['4242', '0069', '4242']);
    const [shown, expired] = await of(asService);
    expect(Object.keys(shown).sort()).toEqual(['active', 'brand', 'createdAt', 'id', 'type', 'userId']);
    expect([shown.active, expired.active]).toEqual([true, false]);
    expect((await asAdmin('GET', '/payment-methods')).body.data).toEqual([]);
  });

  test.each(['userId=me', 'limit=0', 'cursor=nonsense', 'brand=visa'])('rejects ?%s', async (query) => {
    expect((await asAda('GET', `/payment-methods?${query}`)).status).toBe(400);
  });
});

describe('removing a card', () => {
  test('detaches it at the gateway and deletes it; a repeat changes nothing', async () => {
    const id = await stored(asAda);
    const [kept] = await atGateway();
    const remove = async () => (await asAda('DELETE', `/payment-methods/${id}`)).status;
    expect([await remove(), await remove()]).toEqual([204, 204]);
    expect((await atGateway()).find((one) => one.id === kept?.id)?.customer).toBeNull();
    expect(await world.methods.findOne({ _id: id })).not.toHaveProperty('sealedMethod');
    const listed = (await asAda('GET', '/payment-methods?limit=100')).body.data;
    expect(listed.map((one: { id: string }) => one.id)).not.toContain(id);
  });

  test("does not distinguish another user's card from an unknown one, and is allowed to an admin", async () => {
    const id = await stored(asAda);
    for (const absent of [id, randomUUID()]) {
      const { status, body } = await asAlan('DELETE', `/payment-methods/${absent}`);
      expect([status, body.code, body.detail]).toEqual([
        404,
        'payment-method-not-found',
        `There is no payment method ${absent}`,
      ]);
    }
    expect((await asService('DELETE', `/payment-methods/${id}`)).status).toBe(403);
    expect((await asAdmin('DELETE', `/payment-methods/${id}`)).status).toBe(204);
    expect((await asAda('DELETE', '/payment-methods/1')).status).toBe(400);
  });

  test('keeps the card during a gateway outage, and completes on a repeat after a lost reply', async () => {
    const id = await stored(asAda);
    const remove = async () => (await asAda('DELETE', `/payment-methods/${id}`)).status;
    await fault({ path: '/v1/payment_methods', kind: 'down' });
    expect(await remove()).toBe(503);
    expect(await endFault()).toBeGreaterThan(0);
    expect((await asAda('GET', '/payment-methods')).body.data[0]).toMatchObject({ id, active: true });
    await fault({ path: '/v1/payment_methods', method: 'POST', kind: 'lost-answer', times: 1 });
    expect([await remove(), await remove(), await endFault()]).toEqual([503, 204, 1]);
    expect((await atGateway())[0]?.customer).toBeNull();
  });
});

describe('paying with a stored card', () => {
  test('pays several orders; the payment names the card, and deletes the handles', async () => {
    const id = await stored(asAda);
    for (let n = 0; n < 2; n += 1) {
      const orderId = await place();
      const { status, body } = await payBy(asAda, orderId, id);
      expect([status, body.status, body.paymentMethodId]).toEqual([200, 'processed', id]);
      await becomes(orderId, 'confirmed');
      expect((await ledgerOf(world, orderId)).map(({ kind, amount }) => [kind, amount])).toEqual([['charge', 9998]]);
      const payment = await world.payments.findOne({ _id: body.id });
      expect(payment).not.toHaveProperty('sealedMethod');
    }
  });

  test('returns a decline, and another card can pay', async () => {
    const orderId = await place();
    const declined = await payBy(asAda, orderId, await stored(asAda, 'tok_chargeDeclinedInsufficientFunds'));
    expect([declined.status, declined.body.failureCode]).toEqual([402, 'INSUFFICIENT_FUNDS']);
    await becomes(orderId, 'payment_failed');
    expect((await payBy(asAda, orderId, await stored(asAda))).status).toBe(200);
    await becomes(orderId, 'confirmed');
    const stolen = await place();
    expect((await payBy(asAda, stolen, await stored(asAda, 'tok_chargeDeclinedStolenCard'))).status).toBe(402);
    await becomes(stolen, 'cancelled');
  });

  test.each(['tok_timeout', 'tok_error500_after', 'tok_flaky'])(
    'finds the outcome of %s, and charges once',
    async (token) => {
      const orderId = await place();
      const id = await stored(asAda, token);
      const begun = await payBy(asAda, orderId, id, {
        headers: { 'idempotency-key': randomUUID(), prefer: 'respond-async' },
      });
      expect(begun.status).toBe(202);
      await becomes(orderId, 'confirmed');
      expect(await ledgerOf(world, orderId)).toHaveLength(1);
    },
  );

  test("rejects an expired card, and a removed, another user's and an unknown card alike; the order does not change", async () => {
    const orderId = await place();
    await asAda('POST', '/payments', { body: aPayment(orderId, 'tok_chargeDeclinedInsufficientFunds') });
    await becomes(orderId, 'payment_failed');
    const before = (await asAda('GET', `/orders/${orderId}`)).headers.get('etag');
    const expired = await payBy(asAda, orderId, await stored(asAda, 'tok_expired'));
    expect([expired.status, expired.body.code, expired.body.detail]).toEqual([
      422,
      'payment-method-not-usable',
      'The card has expired',
    ]);
    const removed = await stored(asAda);
    await asAda('DELETE', `/payment-methods/${removed}`);
    const refused = [];
    for (const id of [removed, await stored(asAlan), await stored(asAlan, 'tok_expired'), randomUUID()]) {
      const { status, body } = await payBy(asAda, orderId, id);
      refused.push([status, body.code, body.detail]);
    }
    expect(refused[0]?.slice(0, 2)).toEqual([422, 'payment-method-not-usable']);
    expect(new Set(refused.map(String)).size).toBe(1);
    expect((await asAda('GET', `/orders/${orderId}`)).headers.get('etag')).toBe(before);
  });

  test("lets staff pay a user's order with that user's card and no other", async () => {
    const orderId = await place();
    const others = await payBy(asAdmin, orderId, await stored(asAlan));
    expect([others.status, others.body.code]).toEqual([422, 'payment-method-not-usable']);
    expect((await payBy(asService, orderId, await stored(asAda))).status).toBe(200);
    await becomes(orderId, 'confirmed');
  });

  test('returns a decline when the card was detached at the gateway, and the order can be paid otherwise', async () => {
    const orderId = await place();
    const id = await stored(asAda);
    const [kept] = await atGateway();
    const detach = `${world.sandbox}/v1/payment_methods/${kept?.id}/detach`;
    await fetch(detach, { method: 'POST', headers: { authorization: 'Bearer sk_test_sandbox' } });
    const { status, body } = await payBy(asAda, orderId, id);
    expect([status, body.failureCode]).toEqual([402, 'PAYMENT_METHOD_UNEXPECTED_STATE']);
    await becomes(orderId, 'payment_failed');
    expect((await asAda('DELETE', `/payment-methods/${id}`)).status).toBe(204);
  });

  test('replays the payment for the same key, even when the card is removed', async () => {
    const orderId = await place();
    const id = await stored(asAda);
    const ask = withKey();
    const first = await payBy(asAda, orderId, id, ask);
    await becomes(orderId, 'confirmed');
    await asAda('DELETE', `/payment-methods/${id}`);
    const again = await payBy(asAda, orderId, id, ask);
    expect([again.status, again.body.id, again.headers.get('idempotency-replayed')]).toEqual([
      200,
      first.body.id,
      'true',
    ]);
    expect(await ledgerOf(world, orderId)).toHaveLength(1);
  });

  test('requires exactly one of token and stored card, and neither for paypal', async () => {
    const [orderId, id] = [await place(), await stored(asAda)];
    const { cardToken, ...bare } = aPayment(orderId);
    const asked = [
      bare,
      { ...bare, cardToken, paymentMethodId: id },
      { ...bare, paymentMethod: 'paypal', paymentMethodId: id },
    ];
    for (const body of asked) {
      const answer = await asAda('POST', '/payments', { body });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid-request']);
      expect(answer.body.errors).toEqual([
        { pointer: '#/paymentMethodId', detail: expect.stringContaining('or cardToken is required') },
      ]);
    }
    const paypal = await asAda('POST', '/payments', { body: { ...bare, paymentMethod: 'paypal' } });
    expect([paypal.status, paypal.body.nextAction.type]).toEqual([202, 'redirect']);
  });
});
