import type { LogEntry } from '../domain/actor-document';
import { decode, encode, type Fields, readSubject } from './stream-entry';

const entry: LogEntry = {
  seq: 2,
  id: '01970000-0000-7000-8000-000000000001',
  type: 'order.confirmed',
  time: new Date('2024-01-31T10:05:00.007Z'),
  data: { orderId: 'o1', note: 'Zoë – "quoted"\n' },
  actor: 'payment-service',
  commandId: 'c1',
  before: 'pending',
  after: 'confirmed',
  stateHash: 'of the order',
  hash: 'of the chain',
};
const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

const written = encode('/order-service', 'o1', entry);
const without = (name: string): Fields => written.toSpliced(written.indexOf(name), 2);
const having = (name: string, value: string): Fields => written.with(written.indexOf(name) + 1, value);

test('an entry has the CloudEvents attributes, seq and data, in this order and no others', () => {
  const pairs = `specversion 1.0 id ${entry.id} source /order-service type order.confirmed subject o1
    time 2024-01-31T10:05:00.007Z datacontenttype application/json seq 2 data`;
  expect(written).toEqual([...pairs.split(/\s+/), JSON.stringify(entry.data)]);
});

test('traceparent comes before the data, when there is one', () => {
  const traced = encode('/order-service', 'o1', { ...entry, traceparent });
  expect(traced).toEqual([...written.slice(0, -2), 'traceparent', traceparent, ...written.slice(-2)]);
});

test('what was encoded decodes to the same event', () => {
  const { id, type, time, seq, data } = entry;
  const event = { id, source: '/order-service', type, subject: 'o1', time, seq, data };
  expect(decode(written)).toEqual({ event });
  expect(decode(encode('/order-service', 'o1', { ...entry, traceparent }))).toEqual({
    event: { ...event, traceparent },
  });
});

test('attributes that we do not know are let pass', () => {
  expect(decode([...written, 'region', 'eu'])).toEqual(decode(written));
});

test.each(['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'seq'])(
  'without %s it is undecodable',
  (name) => {
    expect(decode(without(name))).toEqual({ undecodable: `${name} is missing or malformed` });
  },
);

test.each([
  ['specversion', '2.0'],
  ['id', ''],
  ['time', 'yesterday'],
  ['time', '2024-13-31T10:05:00Z'],
  ['time', '2024-01-31'],
  ['datacontenttype', 'text/xml'],
  ['seq', '0'],
  ['seq', '-1'],
  ['seq', '1.5'],
  ['seq', '9999999999999999'],
])('%s %p is undecodable', (name, value) => {
  expect(decode(having(name, value))).toEqual({ undecodable: `${name} is missing or malformed` });
});

test.each(['', '{', 'null', '[]', '"text"', '7'])('data %p is undecodable', (json) => {
  expect(decode(having('data', json))).toEqual({ undecodable: 'data is not a JSON object' });
});

test.each([[[]], [['data']], [['a', 'b', 'c']]])('garbage %p is undecodable', (fields) => {
  expect(decode(fields)).toHaveProperty('undecodable');
});

test('the order is known even when the rest cannot be read', () => {
  expect(readSubject(having('data', '{'))).toBe('o1');
  expect(readSubject(['x', 'y'])).toBeUndefined();
});
