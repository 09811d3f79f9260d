/** How a consumer paces itself. */
export interface Pace {
  /** How long a lease lives without renewal; also how long a crashed holder blocks its partition. */
  leaseMs: number;
  /** Orders handled at once. */
  concurrency: number;
  /** Entries fetched at once; twice as many may be queued. */
  readCount: number;
  /** Entries not acknowledged for this long are fetched again. More than twice the slowest handler. */
  staleMs: number;
}
