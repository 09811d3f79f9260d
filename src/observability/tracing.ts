import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const traces = new AsyncLocalStorage<string>();
const traceparent = /^(?!ff)([0-9a-f]{2})-((?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})(-.*)?$/;

/**
 * Returns a `traceparent` of version 00 with the ids of the given one, or a new one if that is invalid. Of a later version the
 * known part is taken; only version 00 must end there (W3C Trace Context, 4.3).
 */
export const continueTrace = (given: string | undefined): string => {
  const [, version, ids, rest] = traceparent.exec(given ?? '') ?? [];
  if (ids === undefined || (version === '00' && rest !== undefined)) return newTrace();
  return `00-${ids}`;
};

/** Runs a function as a part of a trace. */
export const inTrace = <T>(trace: string, run: () => T): T => traces.run(trace, run);

/** Returns the `traceparent` of the code that runs, if it is a part of a trace. */
export const currentTrace = (): string | undefined => traces.getStore();

/** Returns the trace id of a `traceparent`, for logs and problems. */
export const traceIdOf = (trace: string): string => trace.slice(3, 35);

const newTrace = (): string => `00-${randomHex()}-${randomHex().slice(16)}-01`;

/** Node caches random UUIDs, which costs a third of asking the system for bytes each time. */
const randomHex = (): string => randomUUID().replaceAll('-', '');
