import { createDatabaseClock } from './database-clock';

const hourMs = 3_600_000;

describe('the database clock', () => {
  test('returns the local time until it is synchronized, and the time of the database from then on', async () => {
    const clock = createDatabaseClock(async () => new Date(Date.now() + hourMs));
    expect(Math.abs(clock().getTime() - Date.now())).toBeLessThan(hourMs / 2);
    await clock.synchronize();
    expect(Math.abs(clock().getTime() - Date.now() - hourMs)).toBeLessThan(hourMs / 2);
  });

  test('keeps its offset when a synchronization fails', async () => {
    const answers = [async () => new Date(Date.now() + hourMs), () => Promise.reject(new Error('down'))];
    const clock = createDatabaseClock(() => answers.shift()?.() ?? Promise.reject(new Error('no more')));
    await clock.synchronize();
    await expect(clock.synchronize()).rejects.toThrow('down');
    expect(clock().getTime()).toBeGreaterThan(Date.now() + hourMs / 2);
  });
});
