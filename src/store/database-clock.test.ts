import { createDatabaseClock } from './database-clock';

const hourMs = 3_600_000;

describe('the database clock', () => {
  test('returns the local time until it is synchronized, and the time of the database from then on', async () => {
    const clock = createDatabaseClock(async () => new Date(Date.now() + hourMs));
    expect(Math.abs(clock().getTime() - Date.now())).toBeLessThan(hourMs / 2);
    await clock.synchronize();
    expect(Math.abs(clock().getTime() - Date.now() - hourMs)).toBeLessThan(hourMs / 2);
  });

  test('does not follow a jump that this machine contradicts, and follows one that it confirms', async () => {
    const offsets = [0, hourMs, 0, hourMs / 2];
    const clock = createDatabaseClock(async () => new Date(Date.now() + (offsets.shift() ?? 0)));
    await clock.synchronize();
    await expect(clock.synchronize()).rejects.toThrow('jumped by 3600 s');
    expect(Math.abs(clock().getTime() - Date.now())).toBeLessThan(hourMs / 4);
    await clock.synchronize();
    await expect(clock.synchronize()).rejects.toThrow('jumped by 1800 s');
  });

  test('returns to the right time when the first reading was wrong', async () => {
    const offsets = [hourMs, 0];
    const clock = createDatabaseClock(async () => new Date(Date.now() + (offsets.shift() ?? 0)));
    await clock.synchronize();
    await clock.synchronize();
    expect(Math.abs(clock().getTime() - Date.now())).toBeLessThan(hourMs / 4);
  });

  test('keeps its offset when a synchronization fails', async () => {
    const answers = [async () => new Date(Date.now() + hourMs), () => Promise.reject(new Error('down'))];
    const clock = createDatabaseClock(() => answers.shift()?.() ?? Promise.reject(new Error('no more')));
    await clock.synchronize();
    await expect(clock.synchronize()).rejects.toThrow('down');
    expect(clock().getTime()).toBeGreaterThan(Date.now() + hourMs / 2);
  });
});
