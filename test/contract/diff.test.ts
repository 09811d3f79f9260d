import { breakingChanges } from '../../contracts/tooling/diff/breaking';
import { currentDocuments, releasedDocuments } from '../../contracts/tooling/diff/documents';

/** Read once: each plant changes a copy. */
const current = currentDocuments();

// biome-ignore lint/suspicious/noExplicitAny: a contract that is changed on purpose
type Contract = any;

test('nothing breaks against the last release that a version does not announce (npm run contracts:diff)', () => {
  const unannounced = breakingChanges(releasedDocuments(), current).filter(({ isAnnounced }) => !isAnnounced);
  expect(unannounced).toEqual([]);
});

/** What a change of one contract breaks, as it is told. */
const brokenBy = (name: string, change: (contract: Contract) => void): string[] => {
  const after = structuredClone(current);
  change(after[name]);
  return breakingChanges(current, after).map(({ where, what }) => `${where} ${what}`);
};

const schema = (contract: Contract, name: string): Contract => contract.components.schemas[name];
const without = (list: string[], value: string): string[] => list.filter((one) => one !== value);

/** What is planted, and what has to be told of it. */
const breaking: [what: string, contract: string, change: (contract: Contract) => void, told: string][] = [
  [
    'a path is gone',
    'order-api',
    ({ paths }) => delete paths['/orders/{orderId}/items'],
    'GET /orders/{orderId}/items is gone',
  ],
  ['an operation is gone', 'payment-api', ({ paths }) => delete paths['/payments'].post, 'POST /payments is gone'],
  [
    'a role may not any more',
    'order-api',
    ({ paths }) => (paths['/orders'].get['x-required-roles'] = ['admin']),
    'GET /orders is not for the role user any more',
  ],
  [
    'a parameter is gone',
    'order-api',
    ({ paths }) => paths['/orders'].get.parameters.shift(),
    'GET /orders has no parameter userId any more',
  ],
  [
    'a parameter is required',
    'order-api',
    ({ components }) => (components.parameters.UserId.required = true),
    'GET /orders requires the parameter userId',
  ],
  [
    'a parameter takes less',
    'order-api',
    ({ components }) => (components.parameters.Limit.schema.maximum = 50),
    'GET /orders query.limit has a lower maximum',
  ],
  [
    'a request needs a new field',
    'order-api',
    (contract) => {
      schema(contract, 'NewOrder').properties.channel = { type: 'string' };
      schema(contract, 'NewOrder').required.push('channel');
    },
    'POST /orders request requires channel',
  ],
  [
    'a request field is gone',
    'order-api',
    (contract) => delete schema(contract, 'NewOrder').properties.billingAddress,
    'POST /orders request has no billingAddress any more',
  ],
  [
    'a request takes fewer items',
    'order-api',
    (contract) => (schema(contract, 'NewOrder').properties.items.maxItems = 10),
    'POST /orders request.items has a lower maxItems',
  ],
  [
    'a request takes one value less',
    'order-api',
    (contract) => (schema(contract, 'OrderStatus').enum = without(schema(contract, 'OrderStatus').enum, 'returned')),
    'PATCH /orders/{orderId} request.status does not take returned any more',
  ],
  [
    'an answer has a new status',
    'order-api',
    (contract) => schema(contract, 'OrderStatus').enum.push('paid'),
    'GET /orders/{orderId} 200.status may be paid, which is new',
  ],
  [
    'a field of an answer is gone',
    'order-api',
    (contract) => delete schema(contract, 'Order').properties.currency,
    'GET /orders 200.data[] has no currency any more',
  ],
  [
    'a field of an answer may be missing',
    'order-api',
    (contract) => (schema(contract, 'Order').required = without(schema(contract, 'Order').required, 'currency')),
    'POST /orders 201 may come without currency',
  ],
  [
    'a field of an answer has another type',
    'order-api',
    (contract) => (schema(contract, 'Amount').type = 'string'),
    'GET /orders/{orderId} 200.totalAmount is string, and was number',
  ],
  [
    'a field of an answer has another format',
    'payment-api',
    (contract) => (schema(contract, 'Timestamp').format = 'date'),
    'GET /payments/{paymentId} 200.createdAt has the format date, and had date-time',
  ],
  [
    'an answer is gone',
    'payment-api',
    ({ paths }) => delete paths['/payments'].post.responses['202'],
    'POST /payments 202 is no answer any more',
  ],
  [
    'a header is gone',
    'order-api',
    ({ paths }) => delete paths['/orders'].post.responses['201'].headers.ETag,
    'POST /orders 201 has no header ETag any more',
  ],
  [
    'a header may be missing',
    'order-api',
    ({ components }) => (components.headers.OrderLocation.required = false),
    'POST /orders 201 may come without the header Location',
  ],
  [
    'an answer has another media type',
    'order-api',
    ({ paths }) => delete paths['/orders/{orderId}/events'].get.responses['200'].content['text/event-stream'],
    'GET /orders/{orderId}/events 200 is not text/event-stream any more',
  ],
  ['a stream is gone', 'order-events', ({ channels }) => delete channels['order-events'], 'order-events is gone'],
  [
    'a stream has another key',
    'order-events',
    ({ channels }) => (channels['order-events']['x-redis-stream'].key = 'orders'),
    'order-events has the key orders, and had order-events',
  ],
  [
    'an event is gone',
    'order-events',
    ({ channels }) => channels['order-events'].subscribe.message.oneOf.shift(),
    'order-events order.created is gone',
  ],
  [
    'an event has another name',
    'payment-events',
    ({ components }) => (components.messages.PaymentProcessed.name = 'payment.captured'),
    'payment-events payment.processed is gone',
  ],
  [
    'a field of an event is gone',
    'order-events',
    (contract) => delete schema(contract, 'OrderConfirmed').properties.paymentId,
    'order-events order.confirmed payload has no paymentId any more',
  ],
  [
    'a field of an event may be missing',
    'payment-events',
    (contract) => schema(contract, 'PaymentFailed').required.pop(),
    'payment-events payment.failed payload may come without',
  ],
  [
    'a field of an event has another type',
    'order-events',
    (contract) => (schema(contract, 'OrderCreated').properties.itemCount.type = 'string'),
    'order-events order.created payload.itemCount is string, and was integer',
  ],
  [
    'an event has a new status',
    'order-events',
    (contract) => schema(contract, 'OrderShipped').properties.status.enum.push('sent'),
    'order-events order.shipped payload.status may be sent, which is new',
  ],
];

test.each(breaking)('%s (%s): it is named', (_what, name, change, told) => {
  expect(brokenBy(name, change)).toEqual(expect.arrayContaining([expect.stringContaining(told)]));
});

const additive: [what: string, contract: string, change: (contract: Contract) => void][] = [
  ['an answer has a new field', 'order-api', (api) => (schema(api, 'Order').properties.gift = { type: 'boolean' })],
  ['a request has a new field', 'order-api', (api) => (schema(api, 'NewOrder').properties.gift = { type: 'boolean' })],
  ['a request takes more', 'order-api', (api) => (schema(api, 'NewOrder').properties.items.maxItems = 1_000)],
  ['there is a new problem', 'order-api', (api) => schema(api, 'ProblemCode').enum.push('too-heavy')],
  ['there is a new operation', 'order-api', ({ paths }) => (paths['/returns'] = paths['/orders'])],
  ['an error is gone', 'order-api', ({ paths }) => delete paths['/orders'].post.responses['409']],
  ['a parameter is new', 'order-api', ({ paths }) => paths['/orders'].get.parameters.push({ name: 'q', in: 'query' })],
  ['it is described anew', 'payment-api', ({ info }) => (info.description = 'Other words.')],
  [
    'an event has a new field',
    'order-events',
    (all) => (schema(all, 'OrderShipped').properties.by = { type: 'string' }),
  ],
  [
    'there is a new event',
    'order-events',
    ({ channels }) => channels['order-events'].subscribe.message.oneOf.push({ name: 'order.packed', payload: {} }),
  ],
];

test.each(additive)('%s (%s): nothing breaks', (_what, name, change) => {
  expect(brokenBy(name, change)).toEqual([]);
});

test('a new major version announces what breaks, and for its own contract alone', () => {
  const after = structuredClone(current) as Record<string, Contract>;
  after['order-api'].info.version = '2.0.0';
  for (const name of ['order-api', 'payment-api']) delete schema(after[name], 'Problem').properties.traceId;
  const changes = breakingChanges(current, after);
  expect(new Set(changes.map(({ contract, isAnnounced }) => `${contract} ${isAnnounced}`))).toEqual(
    new Set(['order-api true', 'payment-api false']),
  );
});
