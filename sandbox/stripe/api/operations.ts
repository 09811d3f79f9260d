import { setTimeout as pause } from 'node:timers/promises';
import type { Middleware } from 'koa';
import type { Fault, Faults } from '../../faults';
import type { Journal } from '../../journal';
import { type Form, idIn, parseForm, type RequestContext, type RequestState } from '../../request';
import { StripeError } from '../errors';
import type { Events } from '../events';
import { stripeId } from '../ids';
import type { Gateway } from '../resources/gateway';
import { expanded, type Kind, listPathsIn, pathsIn } from './expand';
import type { Executed, IdempotencyKeys, Reply } from './idempotency';
import type { Page } from './lists';
import { checkParameters, type Rule } from './parameters';

type Spec = { readonly [name: string]: Rule };

/** What the API runs on. */
export interface Api {
  gateway: Gateway;
  events: Events;
  journal: Journal;
  keys: IdempotencyKeys;
  faults: Faults;
}

/** An operation that changes something. */
export interface Operation {
  spec: Spec;
  /** What it answers. */
  kind: Kind;
  run: (form: Form, id: string, fault: Fault | null) => object;
  /** The token that it charges, if it charges one. */
  tokenOf?: (form: Form, id: string) => string | undefined;
  /** What the operation is about, other than its request, so that faults find it. */
  about?: (id: string) => string;
}

/** Wraps an execution, such as that of a charge whose token fails on purpose. */
export type Wrap = (ctx: RequestContext, form: Form, execute: () => Executed) => Executed;

const serverError: Reply = {
  status: 500,
  text: JSON.stringify({ error: { type: 'api_error', message: 'An unknown error occurred' } }),
};

/** A 500 of the gateway; its key keeps it, or does not. */
export const failed = (isKept: boolean): Executed => ({ reply: serverError, isKept });

/** Carries out a POST: once for each idempotency key, in one transaction, answered after it is kept. */
export const post =
  (
    api: Api,
    { spec, kind, run, about }: Operation,
    wrap: Wrap = (_ctx, _form, execute) => execute(),
  ): Middleware<RequestState> =>
  (ctx) => {
    const form = parseForm(ctx.state.text);
    const reply = transact(api, ctx, (requestId) => {
      const execute = (): Executed =>
        answered(() => {
          checkParameters(spec, form);
          const paths = pathsIn(form, kind);
          const call = { method: ctx.method, path: ctx.path, text: `${ctx.state.text} ${about?.(idIn(ctx)) ?? ''}` };
          const fault = api.faults.hit(call, 'execution');
          const isError = fault?.kind === 'kept-error' || fault?.kind === 'uncached-error';
          if (isError && !fault.effect) return failed(fault.kind === 'kept-error');
          const object = run(form, idIn(ctx), fault);
          if (isError) return failed(fault.kind === 'kept-error');
          return { reply: { status: 200, text: JSON.stringify(expanded(api.gateway, object, paths)) }, isKept: true };
        });
      const key = ctx.get('idempotency-key');
      const wrapped = () => wrap(ctx, form, execute);
      if (key === '') return wrapped().reply;
      return api.keys.once(
        { key, content: `${ctx.path}?${ctx.state.text.split('&').sort().join('&')}`, requestId },
        wrapped,
      );
    });
    answer(ctx, reply);
  };

/** Answers a GET of one object. */
export const get =
  (
    { gateway }: Pick<Api, 'gateway'>,
    kind: Kind,
    find: (id: string) => object,
    spec: Spec = { expand: 'list' },
  ): Middleware<RequestState> =>
  (ctx) => {
    const query = parseForm(ctx.querystring);
    checkParameters(spec, query);
    const paths = pathsIn(query, kind);
    ctx.body = expanded(gateway, find(idIn(ctx)), paths);
  };

/** Answers a GET of a list. */
export const list =
  <T extends object>(
    { gateway }: Pick<Api, 'gateway'>,
    { spec, kind }: Pick<Operation, 'spec' | 'kind'>,
    find: (query: Form) => Page<T>,
    object: 'list' | 'search_result' = 'list',
  ): Middleware<RequestState> =>
  (ctx) => {
    const query = parseForm(ctx.querystring);
    checkParameters(spec, query);
    const paths = listPathsIn(query, kind);
    const { data, isMore } = find(query);
    const nextPage = isMore ? String(Number(query.page ?? 0) + data.length) : null;
    ctx.body = {
      object,
      data: data.map((one) => expanded(gateway, one, paths)),
      has_more: isMore,
      ...(object === 'search_result' && { next_page: nextPage }),
      url: ctx.path,
    };
  };

/** Runs a change as one transaction: its events are delivered when everything of it is kept. */
export const transact = <T>(
  { events, journal }: Pick<Api, 'events' | 'journal'>,
  ctx: RequestContext | null,
  run: (requestId: string) => T,
): T => {
  const id = stripeId('req');
  events.causedBy(ctx && { id, idempotency_key: ctx.get('idempotency-key') || null });
  ctx?.set('Request-Id', id);
  try {
    return run(id);
  } finally {
    journal.commit();
    events.deliver();
    ctx?.state.releaseKey?.();
  }
};

/** A refusal after the execution began, such as a decline, is an answer that the key keeps. */
const answered = (execute: () => Executed): Executed => {
  try {
    return execute();
  } catch (error) {
    if (!(error instanceof StripeError) || error.isBeforeExecution) throw error;
    return { reply: { status: error.status, text: JSON.stringify(error.body) }, isKept: true };
  }
};

const answer = (ctx: RequestContext, { status, text, isReplayed }: Reply): void => {
  ctx.status = status;
  ctx.type = 'application/json';
  ctx.body = text;
  const key = ctx.get('idempotency-key');
  if (key !== '') ctx.set('Idempotency-Key', key);
  if (isReplayed) ctx.set('Idempotent-Replayed', 'true');
};

/** Delays an answer, for ever when it takes infinitely long. */
export const delay = async (ctx: RequestContext, ms: number): Promise<void> => {
  if (ms === Number.POSITIVE_INFINITY) ctx.respond = false;
  else if (ms > 0) await pause(ms);
};
