import { createDatabaseClock } from './database-clock';

const hourMs = 3_600_000;

test('it is our own until it has seen the other one, and keeps to that from then on', async () => {
  const clock = createDatabaseClock(async () => new Date(Date.now() + hourMs));
  expect(Math.abs(clock().getTime() - Date.now())).toBeLessThan(hourMs / 2);
  await clock.synchronize();
  expect(Math.abs(clock().getTime() - Date.now() - hourMs)).toBeLessThan(hourMs / 2);
});

test('when the other one can not be seen, it goes on as it was', async () => {
  const answers = [async () => new Date(Date.now() + hourMs), () => Promise.reject(new Error('down'))];
  const clock = createDatabaseClock(() => answers.shift()?.() ?? Promise.reject(new Error('no more')));
  await clock.synchronize();
  await expect(clock.synchronize()).rejects.toThrow('down');
  expect(clock().getTime()).toBeGreaterThan(Date.now() + hourMs / 2);
});
