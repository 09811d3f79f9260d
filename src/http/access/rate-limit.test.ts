import { HttpProblem } from '../problem-details';
import { createRateLimit } from './rate-limit';

const setUp = (perMinute: number) => {
  let time = 0;
  const limitRate = createRateLimit(perMinute, () => time);
  const isAllowed = (caller = 'ada'): boolean => {
    try {
      limitRate(caller);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(HttpProblem);
      return false;
    }
  };
  const wait = (ms: number): void => {
    time += ms;
  };
  return { isAllowed, wait };
};

describe('the rate limit', () => {
  test('allows a minute of requests at once, and then as many as refill', () => {
    const { isAllowed, wait } = setUp(30);
    expect(Array.from({ length: 31 }, () => isAllowed())).toEqual([...Array(30).fill(true), false]);
    expect(isAllowed('alan')).toBe(true);
    wait(1_999);
    expect(isAllowed()).toBe(false);
    wait(1);
    expect([isAllowed(), isAllowed()]).toEqual([true, false]);
  });

  test('says how long to wait', () => {
    const limitRate = createRateLimit(6, () => 0);
    for (let n = 0; n < 6; n += 1) limitRate('ada');
    expect(() => limitRate('ada')).toThrow(expect.objectContaining({ headers: { 'Retry-After': '10' } }));
  });

  test('of 0 allows everything', () => {
    const { isAllowed } = setUp(0);
    expect(Array.from({ length: 1_000 }, () => isAllowed())).not.toContain(false);
  });
});
