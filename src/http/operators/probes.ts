import type { Middleware } from 'koa';

/** Each resolves when the dependency answers. */
export type Checks = Record<'mongodb' | 'redis' | 'gateway', () => Promise<unknown>>;

const checkMaxMs = 1_500;
/** Anybody may ask for the probes: this often at most, the dependencies are asked. */
const rememberedMs = 250;

/**
 * Serves `/livez` and `/readyz`. MongoDB decides whether the service is ready. Without Redis or the gateway it is degraded,
 * and still takes orders.
 */
export const createProbes = (checks: Checks, isReady: () => boolean): Middleware => {
  const look = rememberBriefly(() => Promise.all([checks.mongodb(), checks.redis(), checks.gateway()].map(isUp)));
  return async (ctx, next) => {
    if (ctx.path === '/livez') {
      ctx.body = { status: 'alive' };
      return;
    }
    if (ctx.path !== '/readyz') return next();
    const [mongodb = false, redis = false, gateway = false] = await look();
    ctx.status = mongodb && isReady() ? 200 : 503;
    const status = ctx.status === 503 ? 'unready' : redis && gateway ? 'ready' : 'degraded';
    ctx.body = { status, mongodb: toState(mongodb), redis: toState(redis), gateway: toState(gateway) };
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

const toState = (isAnswering: boolean): string => (isAnswering ? 'up' : 'down');

const rememberBriefly = <T>(look: () => Promise<T>): (() => Promise<T>) => {
  let last: { result: Promise<T>; at: number } | undefined;
  return () => {
    if (!last || Date.now() - last.at > rememberedMs) last = { result: look(), at: Date.now() };
    return last.result;
  };
};
