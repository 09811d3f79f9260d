import type { Outside } from './infrastructure';

/** Asks a database for a sign of life. @throws Error when it gives none */
export const pinged = async ({ db }: Outside['ordersDb']): Promise<unknown> => {
  if (!db) throw new Error('MongoDB was not reached yet');
  return db.command({ ping: 1 });
};

const checkMaxMs = 1_500;

/** Whether a check ends well, soon. */
export const isUp = (check: Promise<unknown>): Promise<boolean> => {
  const tooLate = new Promise<boolean>((done) => setTimeout(done, checkMaxMs, false).unref());
  return Promise.race([
    check.then(
      () => true,
      () => false,
    ),
    tooLate,
  ]);
};
