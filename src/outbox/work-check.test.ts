import { createWorkCheck } from './work-check';

const now = new Date('2024-01-31T10:05:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
const check = (dates: (Date | undefined)[], idleMs: number) =>
  createWorkCheck({ clock: () => now, overdueSince: dates.map((date) => async () => date), idleMs: () => idleMs })();

describe('check of due work', () => {
  test.each([
    ['nothing is due', [undefined, undefined], 3_600_000],
    ['work became due just now', [ago(1_000)], 3_600_000],
    ['work will be due later', [ago(-1_000)], 3_600_000],
    ['jobs are taken, and one cannot be finished', [ago(3_600_000)], 10_000],
  ])('passes when %s', async (_case, dates, idleMs) => {
    await expect(check(dates, idleMs)).resolves.toBeUndefined();
  });

  test('fails when work has been due for a minute and no job was taken', async () => {
    await expect(check([undefined, ago(61_000)], 61_000)).rejects.toThrow(/due for 61000 ms/);
  });
});
