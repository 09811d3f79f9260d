import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const traces = new AsyncLocalStorage<string>();
const traceparent = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The given `traceparent` when it is valid, else a new one (W3C Trace Context). */
export const continueTrace = (given: string | undefined): string =>
  given !== undefined && traceparent.test(given) ? given : newTrace();

/** Runs what belongs to one trace. */
export const inTrace = <T>(trace: string, run: () => T): T => traces.run(trace, run);

/** The `traceparent` of what runs now, if it belongs to a trace. */
export const currentTrace = (): string | undefined => traces.getStore();

/** The trace id of a `traceparent`, for logs and problems. */
export const traceIdOf = (trace: string): string => trace.slice(3, 35);

const newTrace = (): string => `00-${randomHex()}-${randomHex().slice(16)}-01`;

/** Node keeps random UUIDs in stock: a third of the cost of asking the system for bytes each time. */
const randomHex = (): string => randomUUID().replaceAll('-', '');
