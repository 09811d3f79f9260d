import { setTimeout as pause } from 'node:timers/promises';
import type { Middleware } from 'koa';
import { createRouter, jsonIn, Refused, type RequestState, type SandboxRouter } from './request';

/** What may go wrong before a call is carried out, so that nothing comes of it. */
const before = [
  'down',
  'reset',
  'html',
  'page',
  'empty',
  'half-json',
  'stranger',
  'redirect',
  'too-many',
  'never',
  'delay',
] as const;
/** What may go wrong with a call that is carried out: its answer is lost or late, or it takes effect behind our back. */
const after = ['lost-answer', 'slow-answer', 'late', 'kept-error', 'uncached-error'] as const;
/** What may go wrong with webhooks, at the path `webhooks`. */
const deliveries = ['lost', 'twice', 'reversed', 'slow'] as const;
/** For how long idempotency keys are kept, at the path `keys`. */
const keys = ['short-lived'] as const;
const kinds = [...before, ...after, ...deliveries, ...keys] as const;

export type FaultKind = (typeof kinds)[number];

/** An outage that somebody scripted. `path` is the beginning of the paths that it hits. */
export interface Fault {
  path: string;
  method?: string;
  /** Only what speaks of this, such as the id of an order. */
  about?: string;
  kind: FaultKind;
  ms: number;
  times?: number;
  fired: number;
}

export interface Faults {
  router: SandboxRouter;
  /** The fault that hits this call, if one does; it counts as fired. */
  hit: (call: { method: string; path: string; text?: string }) => Fault | null;
}

/** Scripted outages: `POST /faults` adds one, `GET` tells how often each fired, `DELETE` clears. */
export const scriptedFaults = (): Faults => {
  let faults: Fault[] = [];
  const isLive = ({ times, fired }: Fault) => times === undefined || fired < times;
  const router = createRouter()
    .get('/faults', (ctx) => {
      ctx.body = { data: faults };
    })
    .delete('/faults', (ctx) => {
      faults = [];
      ctx.status = 204;
    })
    .post('/faults', (ctx) => {
      const fault = faultIn(jsonIn(ctx));
      faults = [...faults, fault];
      ctx.status = 201;
      ctx.body = fault;
    });
  return {
    router,
    hit: ({ method, path, text = '' }) => {
      if (faults.length === 0 || path.startsWith('/faults')) return null;
      const isMeant = (one: Fault) =>
        path.startsWith(one.path) && (one.method ?? method) === method && text.includes(one.about ?? '');
      const fault = faults.find((one) => isLive(one) && isMeant(one));
      if (fault) fault.fired += 1;
      return fault ?? null;
    },
  };
};

const faultIn = ({ path, kind, ms = 0, ...rest }: Record<string, unknown>): Fault => {
  if (typeof path === 'string' && isKind(kind)) return { ...rest, path, kind, ms: Number(ms), fired: 0 };
  throw new Refused(400, { message: `path is needed, and kind: ${kinds.join(', ')}` });
};

const isKind = (kind: unknown): kind is FaultKind => kinds.includes(kind as FaultKind);

/** Carries a call out, unless a scripted fault has other plans. */
export const faulty =
  ({ hit }: Faults): Middleware<RequestState> =>
  async (ctx, next) => {
    const { method, path } = ctx;
    const fault = hit({ method, path, text: ctx.state.text });
    if (!fault) return next();
    const broken = brokenReplies[fault.kind];
    if (broken) {
      ctx.set(broken.headers ?? {});
      ctx.status = broken.status;
      ctx.body = broken.body;
      return;
    }
    switch (fault.kind) {
      case 'never':
        ctx.respond = false;
        return;
      case 'reset':
        ctx.respond = false;
        return void ctx.res.destroy();
      case 'lost-answer':
        await next();
        ctx.respond = false;
        return void ctx.res.destroy();
      case 'late':
        ctx.respond = false;
        ctx.res.destroy();
        await pause(fault.ms);
        return next();
      case 'slow-answer':
        await next();
        await pause(fault.ms);
        return;
      case 'delay':
        await pause(fault.ms);
    }
    await next();
  };

interface BrokenReply {
  status: number;
  body: object | string;
  headers?: Record<string, string>;
}

/** What a broken gateway answers, without having done anything. */
const brokenReplies: Partial<Record<FaultKind, BrokenReply>> = {
  down: { status: 503, body: { message: 'down' } },
  html: { status: 502, body: '<html><body>Bad gateway</body></html>' },
  page: { status: 200, body: '<html><body>Welcome</body></html>' },
  stranger: { status: 200, body: { status: 'succeeded', data: [], has_more: false } },
  empty: { status: 200, body: '' },
  'half-json': { status: 200, body: '{"id": "pi_', headers: { 'Content-Type': 'application/json' } },
  redirect: { status: 302, body: '', headers: { Location: '/elsewhere' } },
  'too-many': {
    status: 429,
    body: { error: { type: 'invalid_request_error', code: 'rate_limit' } },
    headers: { 'Retry-After': '1' },
  },
};
