import { breakingChanges } from '../../contracts/tooling/diff/breaking';
import { bundleCurrent, readReleased } from '../../contracts/tooling/diff/documents';

/** Bundled once; each test changes a copy. */
const current = bundleCurrent();

// biome-ignore lint/suspicious/noExplicitAny: tests change contracts in ways that their type does not allow
type Contract = any;

test('finds no unannounced breaking change since the last release (npm run contracts:diff)', () => {
  const unannounced = breakingChanges(readReleased(), current).filter(({ isAnnounced }) => !isAnnounced);
  expect(unannounced).toEqual([]);
});

/** Changes one contract and returns the breaking changes as text. */
const breakContract = (name: string, change: (contract: Contract) => void): string[] => {
  const after = structuredClone(current);
  change(after[name]);
  return breakingChanges(current, after).map(({ where, what }) => `${where} ${what}`);
};

const schema = (contract: Contract, name: string): Contract => contract.components.schemas[name];
const without = (list: string[], value: string): string[] => list.filter((item) => item !== value);

/** A change of a contract and the expected report. */
const breaking: [what: string, contract: string, change: (contract: Contract) => void, report: string][] = [
  [
    'a removed path',
    'order-api',
    ({ paths }) => delete paths['/orders/{orderId}/items'],
    'GET /orders/{orderId}/items was removed',
  ],
  ['a removed operation', 'payment-api', ({ paths }) => delete paths['/payments'].post, 'POST /payments was removed'],
  [
    'a role without permission',
    'order-api',
    ({ paths }) => (paths['/orders'].get['x-required-roles'] = ['admin']),
    'GET /orders no longer allows the role user',
  ],
  [
    'a removed parameter',
    'order-api',
    ({ paths }) => paths['/orders'].get.parameters.shift(),
    'GET /orders no longer has the parameter userId',
  ],
  [
    'a parameter that became required',
    'order-api',
    ({ components }) => (components.parameters.UserId.required = true),
    'GET /orders requires the parameter userId',
  ],
  [
    'a lower maximum of a parameter',
    'order-api',
    ({ components }) => (components.parameters.Limit.schema.maximum = 50),
    'GET /orders query.limit has a lower maximum',
  ],
  [
    'a new required field of a request',
    'order-api',
    (contract) => {
      schema(contract, 'NewOrder').properties.channel = { type: 'string' };
      schema(contract, 'NewOrder').required.push('channel');
    },
    'POST /orders request requires channel',
  ],
  [
    'a removed field of a request',
    'order-api',
    (contract) => delete schema(contract, 'NewOrder').properties.billingAddress,
    'POST /orders request no longer has billingAddress',
  ],
  [
    'a lower maximum of items in a request',
    'order-api',
    (contract) => (schema(contract, 'NewOrder').properties.items.maxItems = 10),
    'POST /orders request.items has a lower maxItems',
  ],
  [
    'a removed value in a request',
    'order-api',
    (contract) => (schema(contract, 'OrderStatus').enum = without(schema(contract, 'OrderStatus').enum, 'returned')),
    'PATCH /orders/{orderId} request.status no longer accepts returned',
  ],
  [
    'a new status in a response',
    'order-api',
    (contract) => schema(contract, 'OrderStatus').enum.push('paid'),
    'GET /orders/{orderId} 200.status may have the new value paid',
  ],
  [
    'a removed field of a response',
    'order-api',
    (contract) => delete schema(contract, 'Order').properties.currency,
    'GET /orders 200.data[] no longer has currency',
  ],
  [
    'a response field that became optional',
    'order-api',
    (contract) => (schema(contract, 'Order').required = without(schema(contract, 'Order').required, 'currency')),
    'POST /orders 201 no longer guarantees currency',
  ],
  [
    'a new type of a response field',
    'order-api',
    (contract) => (schema(contract, 'Amount').type = 'string'),
    'GET /orders/{orderId} 200.totalAmount changed its type from number to string',
  ],
  [
    'a new format of a response field',
    'payment-api',
    (contract) => (schema(contract, 'Timestamp').format = 'date'),
    'GET /payments/{paymentId} 200.createdAt changed its format from date-time to date',
  ],
  [
    'a removed response',
    'payment-api',
    ({ paths }) => delete paths['/payments'].post.responses['202'],
    'POST /payments 202 is no longer returned',
  ],
  [
    'a removed header',
    'order-api',
    ({ paths }) => delete paths['/orders'].post.responses['201'].headers.ETag,
    'POST /orders 201 no longer has the header ETag',
  ],
  [
    'a header that became optional',
    'order-api',
    ({ components }) => (components.headers.OrderLocation.required = false),
    'POST /orders 201 no longer guarantees the header Location',
  ],
  [
    'a removed media type',
    'order-api',
    ({ paths }) => delete paths['/orders/{orderId}/events'].get.responses['200'].content['text/event-stream'],
    'GET /orders/{orderId}/events 200 no longer has the media type text/event-stream',
  ],
  ['a removed stream', 'order-events', ({ channels }) => delete channels['order-events'], 'order-events was removed'],
  [
    'a new key of a stream',
    'order-events',
    ({ channels }) => (channels['order-events']['x-redis-stream'].key = 'orders'),
    'order-events changed its key from order-events to orders',
  ],
  [
    'a removed event',
    'order-events',
    ({ channels }) => channels['order-events'].subscribe.message.oneOf.shift(),
    'order-events order.created was removed',
  ],
  [
    'a renamed event',
    'payment-events',
    ({ components }) => (components.messages.PaymentProcessed.name = 'payment.captured'),
    'payment-events payment.processed was removed',
  ],
  [
    'a removed field of an event',
    'order-events',
    (contract) => delete schema(contract, 'OrderConfirmed').properties.paymentId,
    'order-events order.confirmed payload no longer has paymentId',
  ],
  [
    'an event field that became optional',
    'payment-events',
    (contract) => schema(contract, 'PaymentFailed').required.pop(),
    'payment-events payment.failed payload no longer guarantees',
  ],
  [
    'a new type of an event field',
    'order-events',
    (contract) => (schema(contract, 'OrderCreated').properties.itemCount.type = 'string'),
    'order-events order.created payload.itemCount changed its type from integer to string',
  ],
  [
    'a new status in an event',
    'order-events',
    (contract) => schema(contract, 'OrderShipped').properties.status.enum.push('sent'),
    'order-events order.shipped payload.status may have the new value sent',
  ],
];

test.each(breaking)('reports %s (%s)', (_what, name, change, report) => {
  expect(breakContract(name, change)).toEqual(expect.arrayContaining([expect.stringContaining(report)]));
});

const additive: [what: string, contract: string, change: (contract: Contract) => void][] = [
  ['a new field of a response', 'order-api', (api) => (schema(api, 'Order').properties.gift = { type: 'boolean' })],
  [
    'a new optional field of a request',
    'order-api',
    (api) => (schema(api, 'NewOrder').properties.gift = { type: 'boolean' }),
  ],
  [
    'a higher maximum of items in a request',
    'order-api',
    (api) => (schema(api, 'NewOrder').properties.items.maxItems = 1_000),
  ],
  ['a new problem code', 'order-api', (api) => schema(api, 'ProblemCode').enum.push('too-heavy')],
  ['a new operation', 'order-api', ({ paths }) => (paths['/returns'] = paths['/orders'])],
  ['a removed error response', 'order-api', ({ paths }) => delete paths['/orders'].post.responses['409']],
  [
    'a new optional parameter',
    'order-api',
    ({ paths }) => paths['/orders'].get.parameters.push({ name: 'q', in: 'query' }),
  ],
  ['a new description', 'payment-api', ({ info }) => (info.description = 'A new text.')],
  [
    'a new field of an event',
    'order-events',
    (all) => (schema(all, 'OrderShipped').properties.by = { type: 'string' }),
  ],
  [
    'a new event',
    'order-events',
    ({ channels }) => channels['order-events'].subscribe.message.oneOf.push({ name: 'order.packed', payload: {} }),
  ],
];

test.each(additive)('accepts %s (%s)', (_what, name, change) => {
  expect(breakContract(name, change)).toEqual([]);
});

test('accepts breaking changes of a contract with a new major version, and only of that contract', () => {
  const after = structuredClone(current) as Record<string, Contract>;
  const { info } = after['order-api'];
  info.version = `${Number(info.version.split('.')[0]) + 1}.0.0`;
  for (const name of ['order-api', 'payment-api']) delete schema(after[name], 'Problem').properties.traceId;
  const changes = breakingChanges(current, after);
  expect(new Set(changes.map(({ contract, isAnnounced }) => `${contract} ${isAnnounced}`))).toEqual(
    new Set(['order-api true', 'payment-api false']),
  );
});
