/** Who asks, as the token says. */
export interface Caller {
  userId: string;
  roles: ReadonlySet<'user' | 'admin' | 'service'>;
  /** When the token ends: what lasts longer than a request must end with it. */
  expiresAt?: Date;
}

/** What comes with a request beside its body. */
export interface Request {
  caller: Caller;
  idempotencyKey?: string;
  traceparent?: string;
}
