import { type Ask, aPayment, withKey } from '../support/client';
import { refuses, type Settled, settledWorld, usedKeys } from '../support/refusals';

let settled: Settled;
beforeAll(async () => {
  settled = await settledWorld();
});
afterAll(() => settled.world.end());

const pay = (change: object, ask: Ask = {}) =>
  settled.asAda('POST', '/payments', { body: { ...aPayment(settled.open), ...change }, ...ask });
const refund = (body: unknown, ask: Ask = {}) =>
  settled.asAdmin('POST', `/payments/${settled.paymentId}/refund`, { body, ...ask });
const change = (body: unknown, headers = {}) => settled.asAda('PATCH', `/orders/${settled.open}`, { body, headers });

describe('a payment is rejected with', () =>
  refuses(
    () => settled,
    [
      ['a field that is not known', () => pay({ tip: 1 }), 400, 'invalid-request'],
      ['no amount', () => pay({ amount: undefined }), 400, 'invalid-request'],
      ['an amount as text', () => pay({ amount: '99.98' }), 400, 'invalid-request'],
      ['an operator as the amount', () => pay({ amount: { $gt: 0 } }), 400, 'invalid-request'],
      ['an operator as the order', () => pay({ orderId: { $gt: '' } }), 400, 'invalid-request'],
      ['one cent less', () => pay({ amount: 99.97 }), 422, 'amount-mismatch'],
      ['one cent more', () => pay({ amount: 99.99 }), 422, 'amount-mismatch'],
      ['nothing', () => pay({ amount: 0 }), 422, 'amount-mismatch'],
      ['half a cent', () => pay({ amount: 99.985 }), 422, 'invalid-amount'],
      ['below zero', () => pay({ amount: -99.98 }), 400, 'invalid-request'],
      ['another currency', () => pay({ currency: 'EUR' }), 422, 'currency-mismatch'],
      ['a method that is unknown', () => pay({ paymentMethod: 'cash' }), 400, 'invalid-request'],
      ['a card number', () => pay({ cardToken: '4242424242424242' }), 400, 'card-number-refused'],
      ['a card number after tok_', () => pay({ cardToken: 'tok_4242 4242' }), 400, 'invalid-request'],
      ['an empty token', () => pay({ cardToken: '' }), 400, 'invalid-request'],
      ['a token of 1 kB', () => pay({ cardToken: `tok_${'x'.repeat(1020)}` }), 400, 'invalid-request'],
      ['no token', () => pay({ cardToken: undefined }), 400, 'invalid-request'],
      ['an order that is unknown', () => pay({ orderId: settled.paymentId }), 404, 'order-not-found'],
      ['paying twice', () => pay({ orderId: settled.confirmed }), 409, 'order-not-payable'],
      ['paying twice, with a new key', () => pay({ orderId: settled.confirmed }, withKey()), 409, 'order-not-payable'],
      ['a key with another body', () => pay({}, withKey(usedKeys.payment)), 422, 'idempotency-key-reused'],
      ['a refund of more than was paid', () => refund({ amount: 99.99 }), 422, 'refund-exceeds-captured'],
      ['a refund of nothing', () => refund({ amount: 0 }), 422, 'refund-exceeds-captured'],
      ['a refund of half a cent', () => refund({ amount: 0.005 }), 422, 'invalid-amount'],
      ['a refund below zero', () => refund({ amount: -1 }), 400, 'invalid-request'],
      ['a refund with more', () => refund({ to: 'me' }), 400, 'invalid-request'],
      ['a refund with a broken key', () => refund({}, withKey('é')), 400, 'invalid-request'],
      [
        'a refund by a user',
        () => settled.asAda('POST', `/payments/${settled.paymentId}/refund`, { body: {} }),
        403,
        'forbidden',
      ],
    ],
  ));

describe('a change of status is rejected with', () =>
  refuses(
    () => settled,
    [
      ['no status', () => change({ reason: 'x' }), 400, 'invalid-request'],
      ['a status that is unknown', () => change({ status: 'lost' }), 400, 'invalid-request'],
      ['an operator as the status', () => change({ status: { $ne: 'pending' } }), 400, 'invalid-request'],
      ['a field that is not known', () => change({ status: 'cancelled', totalAmount: 1 }), 400, 'invalid-request'],
      ['an empty reason', () => change({ status: 'cancelled', reason: '' }), 400, 'invalid-request'],
      [
        'a reason with a control character',
        () => change({ status: 'cancelled', reason: '\n' }),
        400,
        'invalid-request',
      ],
      ['a status that a user may not request', () => change({ status: 'shipped' }), 403, 'forbidden'],
      [
        'a status that no caller may request',
        () => settled.asAdmin('PATCH', `/orders/${settled.open}`, { body: { status: 'confirmed' } }),
        409,
        'illegal-transition',
      ],
      [
        'a status that is not reachable',
        () => settled.asAdmin('PATCH', `/orders/${settled.open}`, { body: { status: 'delivered' } }),
        409,
        'illegal-transition',
      ],
      [
        'a version that is outdated',
        () => change({ status: 'cancelled' }, { 'if-match': '"0"' }),
        412,
        'version-mismatch',
      ],
      [
        'a version that does not exist yet',
        () => change({ status: 'cancelled' }, { 'if-match': '"2"' }),
        412,
        'version-mismatch',
      ],
      [
        'an If-Match that is no version',
        () => change({ status: 'cancelled' }, { 'if-match': 'latest' }),
        412,
        'version-mismatch',
      ],
    ],
  ));

test('lists the legal transitions in the problem of an illegal one', async () => {
  const { body } = await settled.asAdmin('PATCH', `/orders/${settled.open}`, { body: { status: 'delivered' } });
  expect(body.allowedTransitions).toEqual(['cancelled']);
});
