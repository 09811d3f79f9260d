import type { Middleware } from 'koa';

type Check = () => Promise<unknown>;

/** Each resolves when the dependency answers, and when the workers of this process make progress. */
export type Checks = Record<'mongodb' | 'redis' | 'gateway', Check> & { workers?: Check };

const checkMaxMs = 1_500;
/** Anybody may ask for the probes: this often at most, the dependencies are asked. */
const rememberedMs = 250;

/**
 * Serves `/livez` and `/readyz`. MongoDB decides whether the service is ready. When another check fails it is degraded, and
 * still takes orders.
 */
export const createProbes = (checks: Checks, isReady: () => boolean): Middleware => {
  const names = Object.keys(checks);
  const look = rememberBriefly(() => Promise.all(Object.values(checks).map((check) => isUp(check()))));
  return async (ctx, next) => {
    if (ctx.path === '/livez') {
      ctx.body = { status: 'alive' };
      return;
    }
    if (ctx.path !== '/readyz') return next();
    const results = await look();
    ctx.status = results[names.indexOf('mongodb')] && isReady() ? 200 : 503;
    const status = ctx.status === 503 ? 'unready' : results.includes(false) ? 'degraded' : 'ready';
    ctx.body = { status, ...Object.fromEntries(names.map((name, at) => [name, toState(results[at])])) };
  };
};

/** Returns whether a check succeeds within its time. */
export const isUp = (check: Promise<unknown>): Promise<boolean> => {
  const tooLate = new Promise<boolean>((done) => setTimeout(done, checkMaxMs, false).unref());
  const isAnswered = check.then(
    () => true,
    () => false,
  );
  return Promise.race([isAnswered, tooLate]);
};

const toState = (isAnswering: boolean | undefined): string => (isAnswering ? 'up' : 'down');

const rememberBriefly = <T>(look: () => Promise<T>): (() => Promise<T>) => {
  let last: { result: Promise<T>; at: number } | undefined;
  return () => {
    if (!last || Date.now() - last.at > rememberedMs) last = { result: look(), at: Date.now() };
    return last.result;
  };
};
