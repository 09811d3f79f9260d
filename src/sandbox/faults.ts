import { type Call, jsonOf, type Reply, type Routes } from './http';

/** An outage that somebody scripted. `path` is the beginning of the paths that it hits. */
export interface Fault {
  path: string;
  method?: string;
  kind: 'down' | 'reset' | 'delay' | 'html' | 'empty' | 'half-json' | 'redirect' | 'too-many' | 'never';
  ms?: number;
  times?: number;
  fired: number;
}

/** What a fault makes of a call: another answer, no answer, or a later one. */
export type Broken = { reply: Reply } | { reset: true } | { never: true } | { delayMs: number };

export interface Faults {
  routes: Routes;
  /** The fault that hits this call, if one does; it counts as fired. */
  hit: (call: Call) => Broken | null;
}

/** Scripted outages: `POST /faults` adds one, `GET` tells how often each fired, `DELETE` clears. */
export const scriptedFaults = (): Faults => {
  let faults: Fault[] = [];
  const isLive = ({ times, fired }: Fault) => times === undefined || fired < times;
  return {
    hit: ({ method, path }) => {
      if (faults.length === 0 || path.startsWith('/faults')) return null;
      const fault = faults.find((one) => isLive(one) && path.startsWith(one.path) && (one.method ?? method) === method);
      if (!fault) return null;
      fault.fired += 1;
      return effectOf(fault);
    },
    routes: {
      'GET /faults': () => ({ status: 200, body: { data: faults } }),
      'DELETE /faults': () => {
        faults = [];
        return { status: 204 };
      },
      'POST /faults': (call) => {
        const { path, kind, ...rest } = jsonOf(call);
        if (typeof path !== 'string' || !isKind(kind))
          return { status: 400, body: { message: 'path and kind are needed' } };
        const fault: Fault = { ...rest, path, kind, fired: 0 };
        faults = [...faults, fault];
        return { status: 201, body: fault };
      },
    },
  };
};

const replies: Partial<Record<Fault['kind'], Reply>> = {
  down: { status: 503, body: { message: 'down' } },
  html: { status: 502, text: '<html><body>Bad gateway</body></html>' },
  empty: { status: 200, text: '' },
  'half-json': { status: 200, text: '{"id": "pi_', headers: { 'content-type': 'application/json' } },
  redirect: { status: 302, headers: { location: '/elsewhere' } },
  'too-many': {
    status: 429,
    body: { error: { type: 'invalid_request_error', code: 'rate_limit' } },
    headers: { 'retry-after': '1' },
  },
};

const isKind = (kind: unknown): kind is Fault['kind'] =>
  ['down', 'reset', 'delay', 'html', 'empty', 'half-json', 'redirect', 'too-many', 'never'].includes(String(kind));

const effectOf = ({ kind, ms = 0 }: Fault): Broken => {
  const reply = replies[kind];
  if (reply) return { reply };
  if (kind === 'delay') return { delayMs: ms };
  return kind === 'reset' ? { reset: true } : { never: true };
};
