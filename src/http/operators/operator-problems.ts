import type { Middleware } from 'koa';
import { DomainError, NewerVersion, Outage, Unavailable } from '../../domain/errors';
import { HttpProblem, problems } from '../problem-details';

/** The statuses of codes that only operators get. */
const statuses: Record<string, number> = {
  'invalid-letter-id': 400,
  'cross-site': 403,
  'dead-letter-not-found': 404,
  'group-not-found': 404,
  'nothing-to-resolve': 409,
  'entry-trimmed': 409,
  'dead-letter-busy': 503,
};

/** Refusals and outages become problem documents (RFC 9457) for operators, too. */
export const operatorProblems: Middleware = async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    const code = codeOf(error);
    const status = error instanceof Outage ? 503 : (statuses[code] ?? problems[code]?.[0]);
    if (status === undefined) throw error;
    ctx.status = status;
    if (error instanceof HttpProblem) ctx.set(error.headers);
    ctx.body = JSON.stringify({ type: `/problems/${code}`, status, code, detail: (error as Error).message });
    ctx.type = 'application/problem+json';
  }
};

const codeOf = (error: unknown): string => {
  if (error instanceof Unavailable) return `${error.dependency}-unavailable`;
  if (error instanceof NewerVersion) return 'newer-version';
  return error instanceof DomainError ? error.code : '';
};
