import { bodyParser } from '@koa/bodyparser';
import type { Context, Middleware } from 'koa';
import { HttpProblem } from './problem-details';

/** The largest body of any operation: a hundred lines with two addresses. */
const bodyMaxBytes = 64 * 1024;

const parse = bodyParser({
  enableTypes: ['json'],
  jsonLimit: bodyMaxBytes,
  onError: (error: Error & { status?: number }) => {
    if (error.status === 413) throw new HttpProblem('body-too-large', `A body may have ${bodyMaxBytes} bytes`);
    if (error.status === 415) throw unsupported();
    throw new HttpProblem('invalid-json', 'The body must be a JSON object');
  },
});

/** Reads a JSON object, and nothing else, as the body of a request that has one. */
export const jsonBody: Middleware = async (ctx, next) => {
  if (ctx.method !== 'POST' && ctx.method !== 'PATCH') return next();
  if (!ctx.is('application/json') || ctx.get('Content-Encoding') !== '') throw unsupported();
  await parse(ctx as Context & { request: { body?: unknown } }, async () => {});
  return next();
};

const unsupported = () => new HttpProblem('unsupported-media-type', 'Send application/json without an encoding');
