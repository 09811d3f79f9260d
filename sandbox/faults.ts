import { createRouter, jsonIn, Refused, type SandboxRouter } from './request';

/** Faults that answer a request before it is carried out, so that nothing comes of it. */
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
  'rate-limited',
  'lock-timeout',
  'unauthorized',
  'forbidden',
  'never',
  'delay',
] as const;
/** Faults of the answer to a request that is carried out: it is lost or late, or the request takes effect after it. */
const after = ['lost-answer', 'slow-answer', 'late'] as const;
/** Faults inside the gateway, while it carries a request out. */
const execution = ['kept-error', 'uncached-error', 'pending', 'balance-insufficient'] as const;
/** Faults of webhooks, at the path `webhooks`. */
const delivery = ['lost', 'twice', 'reversed', 'slow'] as const;
/** How long idempotency keys are kept, at the path `keys`. */
const keys = ['short-lived'] as const;
/** What comes later than the change that it tells of. */
export const lagKinds = ['search', 'events', 'webhooks'] as const;
export const faultKinds = [...before, ...after, ...execution, ...delivery, ...keys, 'lag'] as const;

export type FaultKind = (typeof faultKinds)[number];
export type LagKind = (typeof lagKinds)[number];

/** A scripted outage. */
export interface Fault {
  /** The beginning of the paths that it hits; `*` stands for one segment, such as an id. */
  path: string;
  method?: string;
  /** Hits only requests whose path or body contains this text, such as the id of an order. */
  about?: string;
  kind: FaultKind;
  ms: number;
  /** How often it fires; without it, until the faults are cleared. */
  times?: number;
  fired: number;
  /** `lag`: what lags, and by how much. */
  what?: LagKind;
  seconds?: number;
  /** `kept-error`, `uncached-error`: whether the request takes effect before it fails. */
  effect?: boolean;
  /** `rate-limited`: how many requests a second pass; without it, none. */
  perSecond?: number;
  /** `rate-limited`: Stripe's name of the limit that was exceeded. */
  reason?: string;
}

/** A request, as a fault sees it. */
export interface FaultyCall {
  method: string;
  path: string;
  text?: string;
}

export interface Faults {
  router: SandboxRouter;
  /** Returns the fault of the stage that hits a call, if one does, and counts it as fired. */
  hit: (call: FaultyCall, stage: Stage) => Fault | null;
  /** Returns by how many milliseconds something lags. */
  lagMs: (what: LagKind) => number;
  /** Calls `run` when all faults are cleared. */
  onClear: (run: () => void) => void;
}

const stages = {
  request: new Set<FaultKind>([...before, ...after]),
  execution: new Set<FaultKind>(execution),
  delivery: new Set<FaultKind>(delivery),
  keys: new Set<FaultKind>(keys),
};
type Stage = keyof typeof stages;

/** Scripted outages: `POST /faults` adds one, `GET` tells how often each fired, `DELETE` clears them. */
export const scriptedFaults = (): Faults => {
  const listeners: (() => void)[] = [];
  let faults: Fault[] = [];
  const router = createRouter()
    .get('/faults', (ctx) => {
      ctx.body = { data: faults };
    })
    .delete('/faults', (ctx) => {
      faults = [];
      for (const run of listeners) run();
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
    onClear: (run) => void listeners.push(run),
    hit: (call, stage) => {
      if (faults.length === 0 || call.path.startsWith('/faults')) return null;
      const fault = faults.find((one) => stages[stage].has(one.kind) && isMeant(one, call) && fires(one)) ?? null;
      if (fault) fault.fired += 1;
      return fault;
    },
    lagMs: (what) => {
      const lag = faults.find((one) => one.kind === 'lag' && one.what === what);
      if (lag) lag.fired += 1;
      return (lag?.seconds ?? 0) * 1000;
    },
  };
};

const isMeant = ({ path, method, about = '' }: Fault, call: FaultyCall): boolean =>
  isBelow(path, call.path) &&
  (method ?? call.method) === call.method &&
  (call.path.includes(about) || (call.text ?? '').includes(about));

const isBelow = (pattern: string, path: string): boolean => {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return wanted.every((part, at) => {
    const segment = given[at];
    if (segment === undefined || part === '*') return segment !== undefined;
    return at === wanted.length - 1 ? segment.startsWith(part) : segment === part;
  });
};

/** A limit fires for the requests of a second that exceed it. */
const passed = new WeakMap<Fault, { second: number; count: number }>();
const fires = (fault: Fault): boolean => {
  if (fault.times !== undefined && fault.fired >= fault.times) return false;
  if (fault.perSecond === undefined) return true;
  const second = Math.floor(Date.now() / 1000);
  const last = passed.get(fault);
  const count = last?.second === second ? last.count + 1 : 1;
  passed.set(fault, { second, count });
  return count > fault.perSecond;
};

const isText = (value: unknown): boolean => typeof value === 'string';
const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0;
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isNatural = (value: unknown): boolean => Number.isSafeInteger(value) && isPositive(value);

/** The members of a fault, each with what it may be. */
const memberRules: Record<string, (value: unknown) => boolean> = {
  path: isText,
  method: isText,
  about: isText,
  kind: (value) => isOneOf(faultKinds, value),
  ms: (value) => value === 0 || isPositive(value),
  times: isNatural,
  what: (value) => isOneOf(lagKinds, value),
  seconds: isPositive,
  effect: isFlag,
  perSecond: isNatural,
  reason: isText,
};

/** Kinds that need a time. */
const timed = new Set<unknown>(['delay', 'slow-answer', 'late', 'slow', 'short-lived']);

/** The fault that a script describes. @throws Refused 400: a misspelled fault would never fire */
const faultIn = (script: Record<string, unknown>): Fault => {
  for (const [name, value] of Object.entries(script)) {
    if (memberRules[name]?.(value)) continue;
    throw wrong(
      name === 'kind' ? `kind must be one of ${faultKinds.join(', ')}` : `${name} is unknown or has a wrong value`,
    );
  }
  const { path = '', kind, ms = 0, what, seconds } = script as Partial<Fault>;
  if (kind === undefined) throw wrong(`kind must be one of ${faultKinds.join(', ')}`);
  if (kind === 'lag' && (what === undefined || seconds === undefined)) {
    throw wrong(`a lag needs seconds, and what: ${lagKinds.join(', ')}`);
  }
  if (timed.has(kind) && ms === 0) throw wrong(`${kind} needs ms`);
  if (path === '' && kind !== 'lag') throw wrong('path is needed');
  return { ...script, path, kind, ms, fired: 0 };
};

const isOneOf = <T extends string>(names: readonly T[], name: unknown): name is T => names.includes(name as T);

const wrong = (message: string) => new Refused(400, { message });
