import { createHash } from 'node:crypto';
import type { Middleware } from 'koa';
import type { Clock } from '../../clock';
import type { Journal } from '../../journal';
import type { RequestState } from '../../request';
import { invalidParameter, StripeError } from '../errors';

/** An answer: its status and its body as JSON text. */
export interface Reply {
  status: number;
  text: string;
  isReplayed?: boolean;
}

/** What became of an execution: its answer, and whether its key keeps it. */
export interface Executed {
  reply: Reply;
  isKept: boolean;
}

interface Kept {
  key: string;
  fingerprint: string;
  status: number;
  body: unknown;
  at: number;
  request: string;
}

const lifetimeMs = 24 * 3_600_000;
const keyLengthMax = 255;

export interface KeyedRequest {
  key: string;
  /** What must be the same when the key comes again. */
  content: string;
  requestId: string;
}

/**
 * Idempotency keys: the first answer after an execution began is replayed for 24 hours, whatever it was.
 * https://docs.stripe.com/api/idempotent_requests
 */
export class IdempotencyKeys {
  private readonly kept: Map<string, Kept>;
  private readonly inUse = new Set<string>();

  constructor(
    private readonly journal: Journal,
    private readonly clock: Clock,
    private readonly shortLifetimeMs: () => number | undefined,
  ) {
    this.kept = new Map(journal.kept<Kept>('keys').map((one) => [one.key, one]));
  }

  /** Executes the request of a key once. @throws StripeError 400 when the key came with other parameters */
  once({ key, content, requestId }: KeyedRequest, execute: () => Executed): Reply {
    if (key.length > keyLengthMax) {
      throw invalidParameter('The idempotency key may have up to 255 characters', 'Idempotency-Key');
    }
    const fingerprint = createHash('sha256').update(content).digest('base64');
    const first = this.kept.get(key);
    const now = this.clock.now();
    if (first && now - first.at < (this.shortLifetimeMs() ?? lifetimeMs)) return replayed(first, fingerprint);
    const { reply, isKept } = execute();
    if (isKept) this.keep({ key, fingerprint, at: now, request: requestId }, reply);
    return reply;
  }

  /** Refuses a key that another request uses while it waits to be executed. */
  readonly guard: Middleware<RequestState> = async (ctx, next) => {
    const key = ctx.method === 'POST' && ctx.path.startsWith('/v1/') ? ctx.get('idempotency-key') : '';
    if (key === '') return next();
    if (this.inUse.has(key)) throw isInUse();
    this.inUse.add(key);
    // Once: a late answer must not release the key that a later request holds.
    let isHeld = true;
    const release = (): void => {
      if (isHeld) this.inUse.delete(key);
      isHeld = false;
    };
    ctx.state.releaseKey = release;
    try {
      await next();
    } finally {
      release();
    }
  };

  private keep(kept: Omit<Kept, 'status' | 'body'>, { status, text }: Reply): void {
    this.kept.set(kept.key, { ...kept, status, body: text });
    this.journal.add('keys', `${JSON.stringify({ ...kept, status }).slice(0, -1)},"body":${text}}`);
  }
}

const replayed = ({ fingerprint: firstFingerprint, status, body }: Kept, fingerprint: string): Reply => {
  if (firstFingerprint === fingerprint) {
    return { status, text: typeof body === 'string' ? body : JSON.stringify(body), isReplayed: true };
  }
  throw new StripeError(400, {
    type: 'idempotency_error',
    message: 'Keys for idempotent requests can only be used with the same parameters they were first used with.',
  });
};

/** https://docs.stripe.com/error-codes#idempotency-key-in-use */
const isInUse = () =>
  new StripeError(409, {
    type: 'invalid_request_error',
    code: 'idempotency_key_in_use',
    message: 'There is currently another in-progress request using this Idempotency Key. Please try again later.',
  });
