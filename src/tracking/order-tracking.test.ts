import { createOrderTracking } from './order-tracking';

const caller = { userId: 'ada', roles: new Set<never>() };
const ignored = { onChange: () => {}, end: () => {} };

describe('order tracking', () => {
  test('ends its trackers when it closes, and rejects new ones', () => {
    const watched = new Set<string>();
    const watcher = {
      watch: (orderId: string) => {
        watched.add(orderId);
        return () => void watched.delete(orderId);
      },
    };
    const trackers = createOrderTracking({ watcher, heartbeatMs: 1_000, trackersMax: 10, trackersPerCallerMax: 10 });
    const ended: string[] = [];
    for (const orderId of ['o1', 'o2']) {
      const leave = trackers.follow(orderId, caller, {
        onChange: () => {},
        end: () => {
          ended.push(orderId);
          leave();
          leave();
        },
      });
    }
    expect([...watched]).toEqual(['o1', 'o2']);
    trackers.close();
    expect([ended, [...watched], trackers.open()]).toEqual([['o1', 'o2'], [], 0]);
    expect(() => trackers.follow('o3', caller, ignored)).toThrow(
      expect.objectContaining({ code: 'tracking-unavailable' }),
    );
  });
});
