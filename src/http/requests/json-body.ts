import { bodyParser } from '@koa/bodyparser';
import type { Context } from 'koa';
import { HttpProblem } from '../problem-details';

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

/**
 * Reads the body, which must be JSON. An optional body that is missing is an empty object.
 * @throws HttpProblem `invalid-json`, `unsupported-media-type`, `body-too-large`
 */
export const readJsonBody = async (ctx: Context, { isOptional = false } = {}): Promise<unknown> => {
  const isJson = ctx.is('application/json');
  if (isJson === null || ctx.request.length === 0) {
    if (isOptional) return {};
    throw new HttpProblem('invalid-json', 'The body is missing');
  }
  const charset = ctx.request.charset.toLowerCase();
  const isUtf8 = charset === '' || charset === 'utf-8' || charset === 'utf8';
  if (isJson === false || !isUtf8 || ctx.get('Content-Encoding') !== '') throw unsupported();
  await parse(ctx as Context & { request: { body?: unknown } }, async () => {});
  return ctx.request.body;
};

const unsupported = () =>
  new HttpProblem('unsupported-media-type', 'Send application/json in UTF-8, without an encoding');
