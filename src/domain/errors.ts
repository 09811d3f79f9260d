/**
 * A refusal that the caller can act on. `code` goes on the wire as it is; `details` are members of the problem document.
 * Anything else that is thrown is a bug or an outage.
 */
export class DomainError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DomainError';
  }
}

/** Something we depend on does not answer. `dependency` names it; nothing was changed. */
export class Unavailable extends Error {
  constructor(
    readonly dependency: 'users' | 'catalog' | 'gateway' | 'database' | 'redis',
    options?: ErrorOptions,
  ) {
    super(`${dependency} is unavailable`, options);
    this.name = 'Unavailable';
  }
}
