import { request as httpRequest } from 'node:http';
import { ada, alan, anAddress, anOrder, aPayment, tokenFor, withKey } from '../support/client';
import { useService } from '../support/service';

const shop = useService();
const place = (change: object) => shop.asAda('POST', '/orders', { body: { ...anOrder(), ...change } });

describe('an id in upper case', () => {
  test('in a token, a body, a path and a query is the same id', async () => {
    const asAda = await shop.clientFor(ada.toUpperCase(), 'user');
    const { status, body } = await asAda('POST', '/orders', { body: anOrder(ada.toUpperCase()) });
    expect([status, body.userId]).toEqual([201, ada]);
    const id = body.id.toUpperCase();
    expect((await shop.asAda('GET', `/orders/${id}`)).body.id).toBe(body.id);
    expect((await shop.asAdmin('GET', `/orders?userId=${ada.toUpperCase()}`)).body.data).toHaveLength(1);
    const payment = await shop.asAda('POST', '/payments', { body: aPayment(id) });
    expect([payment.status, payment.body.orderId]).toEqual([200, body.id]);
    await shop.untilOrderIs(body.id, 'confirmed');
  });

  test('repeats a request whose id was in lower case', async () => {
    const key = withKey();
    const first = await shop.asAda('POST', '/orders', { body: anOrder(), ...key });
    const again = await shop.asAda('POST', '/orders', { body: anOrder(ada.toUpperCase()), ...key });
    expect([again.status, again.body.id]).toEqual([201, first.body.id]);
  });
});

describe('an address', () => {
  const { postcode: _none, ...withoutPostcode } = anAddress;

  test.each(['AE', 'HK', 'QA', 'IE'])('in %s needs no postcode', async (country) => {
    const { status, body } = await place({ shippingAddress: { ...withoutPostcode, country } });
    expect([status, body.shippingAddress]).toEqual([201, { ...withoutPostcode, country }]);
  });

  test.each([undefined, '', null])('in GB with the postcode %j is rejected', async (postcode) => {
    const { status, body } = await place({ billingAddress: { ...anAddress, postcode } });
    expect([status, body.code]).toEqual([400, 'invalid-request']);
    expect(body.errors).toEqual([{ pointer: '#/billingAddress/postcode', detail: 'is required in this country' }]);
  });

  test.each(['', null])('takes %j as absent in optional fields', async (empty) => {
    const shippingAddress = { ...anAddress, line2: empty, region: empty, phone: empty };
    const { status, body } = await place({ shippingAddress, billingAddress: null });
    expect([status, body.shippingAddress]).toEqual([201, anAddress]);
  });

  test.each(['5511912345619', '5491123456713', '+491512345678000'])('accepts the phone %s', async (phone) => {
    const { status, body } = await place({ shippingAddress: { ...anAddress, phone } });
    expect([status, body.shippingAddress?.phone]).toEqual([201, phone]);
  });

  test('with a card number as its phone is rejected', async () => {
    const { status, body } = await place({ shippingAddress: { ...anAddress, phone: '4242 4242 4242 4242' } });
    expect([status, body.code]).toEqual([400, 'card-number-refused']);
  });
});

test('a barcode as the id of a product reaches the catalog', async () => {
  const { status, body } = await place({ items: [{ productId: '4006381331043', quantity: 1 }] });
  expect([status, body.code]).toEqual([422, 'product-not-found']);
});

describe('If-Match', () => {
  const cancel = async (ifMatch: string) =>
    shop.asAda('PATCH', `/orders/${await shop.placeOrder()}`, {
      body: { status: 'cancelled' },
      headers: { 'if-match': ifMatch },
    });

  test.each(['*', '"1"', '"99", "1"', '"1" , W/"2"'])('%s accepts version 1', async (ifMatch) => {
    expect((await cancel(ifMatch)).status).toBe(200);
  });

  test.each(['W/"1"', '"99"', '"abc"', '"99", W/"1"', '1'])('%s rejects version 1', async (ifMatch) => {
    const { status, body } = await cancel(ifMatch);
    expect([status, body.code]).toEqual([412, 'version-mismatch']);
  });
});

describe('traceparent', () => {
  const ids = '4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const traceOf = async (traceparent: string): Promise<string> =>
    (await shop.asAda('GET', '/nowhere', { headers: { traceparent } })).body.traceId;

  test.each([`00-${ids}`, `01-${ids}`, `01-${ids}-what-comes`])('%s is continued', async (traceparent) => {
    expect(await traceOf(traceparent)).toBe(ids.slice(0, 32));
  });

  test.each([`00-${ids}-x`, `ff-${ids}`, `01-${ids}x`, `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, 'x'])(
    '%s is ignored',
    async (traceparent) => {
      expect(await traceOf(traceparent)).toMatch(/^(?!4bf92f35|0{32})[0-9a-f]{32}$/);
    },
  );
});

describe('a body', () => {
  test.each(['application/json; charset=utf-8', 'application/json;charset=UTF-8'])('as %s is read', async (type) => {
    const { status } = await shop.asAda('POST', '/orders', { body: anOrder(), headers: { 'content-type': type } });
    expect(status).toBe(201);
  });

  test.each(['utf-16', 'iso-8859-1'])('in %s is rejected', async (charset) => {
    const headers = { 'content-type': `application/json; charset=${charset}` };
    const { status, body } = await shop.asAda('POST', '/orders', { body: anOrder(), headers });
    expect([status, body.code]).toEqual([415, 'unsupported-media-type']);
  });
});

describe('the webhook', () => {
  test.each(['/webhooks/stripe', '/webhooks/stripe/'])('is served at %s', async (path) => {
    const headers = { 'stripe-signature': 't=1,v1=00' };
    const answer = await fetch(`${shop.service.http}${path}`, { method: 'POST', headers, body: '{}' });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'webhook-not-authentic']);
  });

  /** Sends a body without an end, as fast as it is read. Returns the status and how much was sent when the connection closed. */
  const flood = (headers: Record<string, string>): Promise<{ status?: number | undefined; bytes: number }> =>
    new Promise((resolve) => {
      const request = httpRequest(`${shop.service.http}/webhooks/stripe`, { method: 'POST', headers });
      const chunk = Buffer.alloc(64 * 1024);
      let bytes = 0;
      let status: number | undefined;
      const send = (): void => {
        while (!request.destroyed && request.write(chunk)) bytes += chunk.length;
        bytes += chunk.length;
      };
      request.on('drain', send);
      request.on('response', (response) => {
        status = response.statusCode;
        response.resume();
      });
      request.on('error', () => {});
      request.on('close', () => resolve({ status, bytes }));
      send();
    });

  test.each([
    ['an unsigned body', {}, 400],
    ['a signed body that is too large', { 'stripe-signature': 't=1,v1=00' }, 413],
  ])('stops reading %s', async (_name, headers, expected) => {
    const { status, bytes } = await flood(headers);
    // The connection may break before the response arrives.
    expect([expected, undefined]).toContain(status);
    expect(bytes).toBeLessThan(32 * 1024 * 1024);
  });
});

test('tokens of another user in upper case see nothing', async () => {
  const orderId = await shop.placeOrder();
  const token = await tokenFor(shop.world.keys, alan.toUpperCase());
  expect((await shop.asAda('GET', `/orders/${orderId}`, { token })).status).toBe(404);
});

describe('a request without a body', () => {
  test('voids an authorized payment', async () => {
    const { body: order } = await place({});
    const authorized = await shop.asAda('POST', '/payments', { body: { ...aPayment(order.id), capture: false } });
    const { status, body } = await shop.asAdmin('POST', `/payments/${authorized.body.id}/void`);
    expect([status, body.status]).toEqual([200, 'voided']);
  });

  test('neither captures nor refunds', async () => {
    const { body: order } = await place({});
    const { body: paid } = await shop.asAda('POST', '/payments', { body: aPayment(order.id) });
    for (const command of ['capture', 'refund']) {
      const { status, body } = await shop.asAdmin('POST', `/payments/${paid.id}/${command}`);
      expect([status, body.code, body.detail]).toEqual([400, 'invalid-json', 'The body is missing']);
    }
  });
});
