import { createRateLimiter } from './rate-limiter';

describe('rate limiter', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('starts calls at once while there are tokens, and the urgent ones first when there are none', async () => {
    const limiter = createRateLimiter(2);
    const started: string[] = [];
    const call = (name: string) => async () => {
      started.push(name);
    };
    const calls = [
      limiter.run('list', call('list-1')),
      limiter.run('list', call('list-2')),
      limiter.run('list', call('list-3')),
      limiter.run('lookup', call('lookup')),
      limiter.run('charge', call('charge')),
      limiter.run('refund', call('refund')),
    ];
    await jest.advanceTimersByTimeAsync(1);
    expect(started).toEqual(['list-1', 'list-2']);
    await jest.advanceTimersByTimeAsync(10_000);
    await Promise.all(calls);
    expect(started).toEqual(['list-1', 'list-2', 'charge', 'refund', 'lookup', 'list-3']);
  });

  test('starts no more calls in a second than it may', async () => {
    const limiter = createRateLimiter(10);
    let count = 0;
    const calls = Array.from({ length: 30 }, () =>
      limiter.run('charge', async () => {
        count += 1;
      }),
    );
    await jest.advanceTimersByTimeAsync(1_000);
    expect(count).toBeLessThanOrEqual(20);
    await jest.advanceTimersByTimeAsync(2_000);
    await Promise.all(calls);
    expect(count).toBe(30);
  });

  test('pauses when the gateway asks for it', async () => {
    const limiter = createRateLimiter(0);
    limiter.pause(500);
    let isStarted = false;
    const call = limiter.run('charge', async () => {
      isStarted = true;
    });
    await jest.advanceTimersByTimeAsync(499);
    expect(isStarted).toBe(false);
    await jest.advanceTimersByTimeAsync(10);
    await call;
    expect(isStarted).toBe(true);
  });
});
