import type { Journal } from './journal';
import { createRouter, jsonIn, Refused, type SandboxRouter } from './request';

/** The sandbox's time: the real time plus what a script has advanced it by. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Moves the clock forward. */
  advance: (ms: number) => void;
  /** Calls `run` after each advance. */
  onAdvance: (run: () => void) => void;
}

export const createClock = (journal: Journal): Clock => {
  const listeners: (() => void)[] = [];
  let offsetMs = journal.kept<number>('clock').reduce((sum, ms) => sum + ms, 0);
  return {
    now: () => Date.now() + offsetMs,
    advance: (ms) => {
      offsetMs += ms;
      journal.add('clock', String(ms));
      journal.commit();
      for (const run of listeners) run();
    },
    onAdvance: (run) => void listeners.push(run),
  };
};

/** `GET` and `POST /sandbox/clock {advance: "P40D"}`: forward only, answered when nothing of the sandbox is due. */
export const clockRouter = (clock: Clock): SandboxRouter =>
  createRouter()
    .get('/sandbox/clock', (ctx) => {
      ctx.body = { now: new Date(clock.now()).toISOString() };
    })
    .post('/sandbox/clock', (ctx) => {
      clock.advance(durationMs(jsonIn(ctx).advance));
      ctx.body = { now: new Date(clock.now()).toISOString() };
    });

const pattern = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const unitsMs = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000];

/** An ISO 8601 duration of weeks, days, hours, minutes and seconds in milliseconds. @throws Refused 400 */
const durationMs = (text: unknown): number => {
  const parts = typeof text === 'string' ? pattern.exec(text) : null;
  if (!parts) throw new Refused(400, { message: 'advance must be an ISO 8601 duration such as P40D or PT15M' });
  return unitsMs.reduce((sum, unitMs, at) => sum + unitMs * Number(parts[at + 1] ?? 0), 0);
};
