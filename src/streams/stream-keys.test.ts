import { deadLetterKey, partitionKeys, partitionOf } from './stream-keys';

const slotOf = (key = ''): string => /\{(.*?)\}/.exec(key)?.[1] ?? key;

describe('keys of a stream', () => {
  test('have the plain names and one hash tag with one partition', () => {
    const [keys] = partitionKeys('order-events', 1);
    expect(keys?.stream).toBe('order-events');
    expect(keys?.deadLetter).toBe('order-events:dead-letter');
    expect(keys?.seq('o1')).toBe('{order-events}:seq:o1');
    expect(keys?.parked('g')).toBe('{order-events}:parked:g');
    expect(keys?.lease('g')).toBe('{order-events}:lease:g');
  });

  test('have the number of their partition as hash tag with several partitions', () => {
    const last = partitionKeys('order-events', 4).at(-1);
    expect(last?.stream).toBe('order-events:{3}');
    expect(last?.deadLetter).toBe('order-events:{3}:dead-letter');
  });

  test.each([1, 4])('have one slot a partition in a cluster of %i partitions', (partitions) => {
    for (const { stream, ...keys } of partitionKeys('order-events', partitions, { isCluster: true })) {
      const all = Object.values(keys).map((key) => (typeof key === 'string' ? key : key('x')));
      expect(all.map(slotOf)).toEqual(all.map(() => slotOf(stream)));
    }
  });

  test('leave the dead letter its plain name on one server', () => {
    expect(deadLetterKey('order-events')).toBe('order-events:dead-letter');
    expect(deadLetterKey('order-events', { isCluster: true })).toBe('{order-events}:dead-letter');
  });
});

describe('partition of an order', () => {
  test('is what any CRC-32 gives', () => {
    expect(partitionOf('123456789', 1_000)).toBe(0xcbf43926 % 1_000);
    expect(partitionOf('123456789', 1)).toBe(0);
  });

  test('spreads orders over all partitions', () => {
    const hit = new Set(Array.from({ length: 100 }, (_, n) => partitionOf(`order-${n}`, 4)));
    expect(hit).toEqual(new Set([0, 1, 2, 3]));
  });
});
