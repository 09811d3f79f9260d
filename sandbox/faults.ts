import { type Call, jsonOf, type Reply, type Routes } from './http';

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
  routes: Routes;
  /** The fault that hits this call, if one does; it counts as fired. */
  hit: (call: Pick<Call, 'method' | 'path'> & { text?: string }) => Fault | null;
}

/** Scripted outages: `POST /faults` adds one, `GET` tells how often each fired, `DELETE` clears. */
export const scriptedFaults = (): Faults => {
  let faults: Fault[] = [];
  const isLive = ({ times, fired }: Fault) => times === undefined || fired < times;
  return {
    hit: ({ method, path, text = '' }) => {
      if (faults.length === 0 || path.startsWith('/faults')) return null;
      const isMeant = (one: Fault) =>
        path.startsWith(one.path) && (one.method ?? method) === method && text.includes(one.about ?? '');
      const fault = faults.find((one) => isLive(one) && isMeant(one));
      if (fault) fault.fired += 1;
      return fault ?? null;
    },
    routes: {
      'GET /faults': () => ({ status: 200, body: { data: faults } }),
      'DELETE /faults': () => {
        faults = [];
        return { status: 204 };
      },
      'POST /faults': (call) => {
        const { path, kind, ms = 0, ...rest } = jsonOf(call);
        if (typeof path !== 'string' || !isKind(kind)) {
          return { status: 400, body: { message: `path is needed, and kind: ${kinds.join(', ')}` } };
        }
        const fault: Fault = { ...rest, path, kind, ms: Number(ms), fired: 0 };
        faults = [...faults, fault];
        return { status: 201, body: fault };
      },
    },
  };
};

const isKind = (kind: unknown): kind is FaultKind => kinds.includes(kind as FaultKind);

/** What a broken gateway answers, without having done anything. */
export const brokenReplies: Partial<Record<FaultKind, Reply>> = {
  down: { status: 503, body: { message: 'down' } },
  html: { status: 502, text: '<html><body>Bad gateway</body></html>' },
  page: { status: 200, text: '<html><body>Welcome</body></html>' },
  stranger: { status: 200, body: { status: 'succeeded', data: [], has_more: false } },
  empty: { status: 200, text: '' },
  'half-json': { status: 200, text: '{"id": "pi_', headers: { 'content-type': 'application/json' } },
  redirect: { status: 302, headers: { location: '/elsewhere' } },
  'too-many': {
    status: 429,
    body: { error: { type: 'invalid_request_error', code: 'rate_limit' } },
    headers: { 'retry-after': '1' },
  },
};
