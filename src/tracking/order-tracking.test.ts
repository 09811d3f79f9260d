import { createOrderTracking } from './order-tracking';

const caller = { userId: 'ada', roles: new Set<never>() };
const nobody = { onChange: () => {}, end: () => {} };

test('a process that leaves ends its trackers and takes no more', () => {
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
  expect(() => trackers.follow('o3', caller, nobody)).toThrow(
    expect.objectContaining({ code: 'tracking-unavailable' }),
  );
});
