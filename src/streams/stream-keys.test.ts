import { partitionKeys, partitionOf } from './stream-keys';

test('one partition has the plain names, and one hash tag for what belongs together', () => {
  const [keys] = partitionKeys('order-events', 1);
  expect(keys?.stream).toBe('order-events');
  expect(keys?.deadLetter).toBe('order-events:dead-letter');
  expect(keys?.seq('o1')).toBe('{order-events}:seq:o1');
  expect(keys?.parked('g')).toBe('{order-events}:parked:g');
  expect(keys?.lease('g')).toBe('{order-events}:lease:g');
});

test('several partitions carry their number as the hash tag of each key', () => {
  const last = partitionKeys('order-events', 4).at(-1);
  const keys = [last?.stream, last?.deadLetter, last?.seq('o1'), last?.parked('g'), last?.lease('g')];
  expect(keys[0]).toBe('order-events:{3}');
  expect(keys.map((key) => /\{(.*?)\}/.exec(key ?? '')?.[1])).toEqual(['3', '3', '3', '3', '3']);
});

test('an order has the partition that any CRC-32 gives', () => {
  expect(partitionOf('123456789', 1_000)).toBe(0xcbf43926 % 1_000);
  expect(partitionOf('123456789', 1)).toBe(0);
});

test('orders spread over all partitions', () => {
  const hit = new Set(Array.from({ length: 100 }, (_, n) => partitionOf(`order-${n}`, 4)));
  expect(hit).toEqual(new Set([0, 1, 2, 3]));
});
