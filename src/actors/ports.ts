/** What the actors need of the world, as they see it. Adapters fulfil it, and meet nowhere else. */
export * from './ports/gateway';
export * from './ports/outside';
export * from './ports/stores';
export * from './ports/streams';

/** Seals what must not be readable at rest. */
export interface Vault {
  seal: (text: string) => string;
  open: (sealed: string) => string;
}

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

/** Reads the clock. Injected, so that tests can move it. */
export type Clock = () => Date;
