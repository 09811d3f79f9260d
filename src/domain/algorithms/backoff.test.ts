import { backoffMs } from './backoff';

const bounds = { firstMs: 100, maxMs: 5_000 };

describe('backoff', () => {
  test.each([
    [1, 100],
    [2, 200],
    [6, 3_200],
    [7, 5_000],
    [5_000, 5_000],
  ])('waits after %i failures for %i ms', (failures, delayMs) => {
    expect(backoffMs(bounds, failures)).toBe(delayMs);
  });

  test('subtracts up to half of the delay as jitter', () => {
    expect([0, 0.5, 1].map((jitter) => backoffMs(bounds, 2, jitter))).toEqual([200, 150, 100]);
  });
});
