/**
 * A refusal that the caller can act on. `code` appears on the wire unchanged; `details` are members of the problem
 * document. Any other error is a bug or an outage.
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

/** The process is set up in a way that no retry can help. It exits with 78 (EX_CONFIG of sysexits). */
export class Misconfigured extends Error {
  readonly exitCode = 78;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A dependency does not answer. Nothing was changed; the caller may retry. */
export class Outage extends Error {
  constructor(
    readonly dependency: string,
    options?: ErrorOptions,
  ) {
    super(`${dependency} is unavailable`, options);
    this.name = new.target.name;
  }
}

/** A newer release wrote the document: an outage of this process alone, until it is updated. */
export class NewerVersion extends Outage {
  constructor(id: string, machineVersion: number) {
    super('newer-release', { cause: new Error(`${id} is of machine version ${machineVersion}`) });
  }
}

/** An outage of one of the service's own dependencies. */
export class Unavailable extends Outage {
  constructor(
    override readonly dependency: 'users' | 'catalog' | 'gateway' | 'database' | 'redis' | 'token-keys',
    options?: ErrorOptions,
  ) {
    super(dependency, options);
  }
}
