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

/** Something that is needed does not answer. Nothing was changed; whoever waits may try again. */
export class Outage extends Error {
  constructor(
    readonly dependency: string,
    options?: ErrorOptions,
  ) {
    super(`${dependency} is unavailable`, options);
    this.name = new.target.name;
  }
}

/** The same for what the service itself depends on. */
export class Unavailable extends Outage {
  constructor(
    override readonly dependency: 'users' | 'catalog' | 'gateway' | 'database' | 'redis',
    options?: ErrorOptions,
  ) {
    super(dependency, options);
  }
}
