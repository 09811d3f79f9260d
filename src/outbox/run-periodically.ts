import type { Logger } from '../observability/logger';

/** Something that runs periodically until it is stopped. */
export interface PeriodicRun {
  start: () => void;
  /** Resolves when the run that is under way is over. */
  stop: () => Promise<void>;
}

/** Runs at once, and then `everyMs` after each end. A failure is logged; the next run tries again. */
export const runPeriodically = (run: () => Promise<void>, everyMs: number, logger: Logger): PeriodicRun => {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const next = (): void => {
    running = run()
      .catch((error: unknown) =>
        logger.warn({ event: 'periodic-run.failed', err: error }, 'A periodic run failed; the next one tries again'),
      )
      .then(() => {
        if (!isStopped) timer = setTimeout(next, everyMs);
      });
  };
  return {
    start: next,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
