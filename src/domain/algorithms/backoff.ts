/** Bounds of a delay that doubles with each failure, in milliseconds. */
export interface Backoff {
  firstMs: number;
  maxMs: number;
}

/**
 * Returns how many milliseconds to wait after that many failures in a row (from 1): `firstMs`, doubled with each further
 * failure, at most `maxMs`. `jitter`, from 0 to 1 and drawn by the caller, takes away up to half of the delay, so that callers
 * that failed together do not retry together.
 */
export const backoffMs = ({ firstMs, maxMs }: Backoff, failures: number, jitter = 0): number =>
  Math.min(firstMs * 2 ** (failures - 1), maxMs) * (1 - jitter / 2);
