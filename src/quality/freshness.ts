import type { Check } from './check';
import type { SlaProperty } from './data-contract';

const hourMs = 3600_000;
const unitsMs: Record<string, number> = { h: hourMs, hours: hourMs, d: 24 * hourMs, days: 24 * hourMs };

/** Promises about the running service: its metrics tell whether they are kept, the data does not. */
const ofService = ['availability', 'latency'];

/**
 * The newest change is young. In a quiet shop nothing changes, and nothing is wrong with its data: they are stale when
 * the newest change is old although orders wait for something that was due. Null for a promise that is not about data.
 * @throws Error when the promise is not known
 */
export const freshness = (promise: SlaProperty, now: Date): Check | null => {
  const { id, property, value, unit = '', element } = promise;
  if (ofService.includes(property)) return null;
  const limitMs = value * (unitsMs[unit] ?? Number.NaN);
  if (property !== 'freshness' || element !== 'orders.updatedAt' || Number.isNaN(limitMs))
    throw new Error(`The promise ${id} of the data contract is not known here: ${JSON.stringify(promise)}`);
  const oldest = now.getTime() - limitMs;
  let newest: number | undefined;
  const overdue: string[] = [];
  return {
    rule: id,
    name: `Data freshness: updated within ${value} ${unit}`,
    see: ({ _id, stored: { updatedAt, nextActionAt, attention } }) => {
      const changedAt = timeOf(updatedAt);
      if (changedAt !== undefined) newest = Math.max(newest ?? changedAt, changedAt);
      if ((timeOf(nextActionAt) ?? oldest) < oldest && !attention) overdue.push(_id);
      return true;
    },
    conclude: async () => {
      if (newest === undefined || newest >= oldest) return {};
      const since = `nothing changed since ${new Date(newest).toISOString()}`;
      return overdue.length > 0 ? { ids: overdue, note: since } : { note: `${since}, and nothing was due` };
    },
  };
};

const timeOf = (date: unknown): number | undefined => {
  const time = date instanceof Date ? date.getTime() : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
};
