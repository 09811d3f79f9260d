/** What every message carries. Time and ids come in with it: a machine has no clock and no randomness. */
export interface Envelope {
  commandId: string;
  time: Date;
  /** The sender: a user id, or the name of a part of the service. */
  actor: string;
  traceparent?: string;
  /** Where a fact came from, and its place in that source. */
  fact?: { source: string; seq: number };
}

/** A message to a machine with its envelope. A type with a dot is a fact, which is never refused. */
export type Message<M extends { type: string } = { type: string }> = M & Envelope;
