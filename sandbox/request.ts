import { text } from 'node:stream/consumers';
import Router from '@koa/router';
import type { DefaultState, Middleware, ParameterizedContext } from 'koa';
import qs from 'qs';

/** What the middleware of the sandbox knows about a request. */
export interface RequestState extends DefaultState {
  /** The body, as it was sent. */
  text: string;
  /** How long a delayed request waits before it is carried out. */
  waitMs?: number;
  /** How long the answer of a test card takes. */
  delayMs?: number;
  /** Lets the idempotency key of this request be used by another one. */
  releaseKey?: () => void;
}

export type RequestContext = ParameterizedContext<RequestState>;

export type SandboxRouter = Router<RequestState>;

export const createRouter = (): SandboxRouter => new Router<RequestState>();

/** Form fields as Stripe's SDK sends them, `card[token]=x` and `expand[0]=y`, as nested objects. */
export type Form = qs.ParsedQs;

/** An answer that is thrown: the request is refused. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: object,
  ) {
    super(`refused with ${status}`);
  }
}

const bodyMaxBytes = 1024 * 1024;

/** Reads the body, whatever its type. */
export const readText: Middleware<RequestState> = async (ctx, next) => {
  if (Number(ctx.get('content-length')) > bodyMaxBytes) throw new Refused(413, { message: 'too large' });
  ctx.state.text = await text(ctx.req);
  await next();
};

/** Answers what is thrown. */
export const answerErrors: Middleware<RequestState> = async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    const isRefused = error instanceof Refused;
    ctx.status = isRefused ? error.status : 500;
    ctx.body = isRefused ? error.body : { error: { type: 'api_error', message: String(error) } };
  }
};

/** Answers a request that no route takes. */
export const answerUnrouted: Middleware = (ctx) => {
  ctx.status = 404;
  const message = `Unrecognized request URL (${ctx.method}: ${ctx.path}).`;
  ctx.body = ctx.path.startsWith('/v1/') ? { error: { type: 'invalid_request_error', message } } : { message };
};

/** The `:id` of the path. */
export const idIn = (ctx: object): string => (ctx as { params?: { id?: string } }).params?.id ?? '';

/** The body as JSON. @throws Refused 400 */
export const jsonIn = ({ state }: RequestContext): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(state.text || '{}');
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Answered below, like every other value that is no object.
  }
  throw new Refused(400, { message: 'The body must be a JSON object' });
};

/** Reads a form-encoded body or query. */
export const parseForm = (encoded: string): Form => qs.parse(encoded, { plainObjects: true });

/** A field that is text. */
export const textIn = (form: Form | undefined, name: string): string | undefined => {
  const value = form?.[name];
  return typeof value === 'string' ? value : undefined;
};

/** A field that is a group of fields. */
export const formIn = (form: Form | undefined, name: string): Form | undefined => {
  const value = form?.[name];
  return typeof value === 'object' && !Array.isArray(value) ? value : undefined;
};

/** A field that is a list of texts. */
export const listIn = (form: Form, name: string): string[] => {
  const value = form[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
};
