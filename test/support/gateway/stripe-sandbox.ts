import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/sandbox';
import { ledgerOf } from '../invariants/invariants';

/** A sandbox in this process, and the official SDK that speaks to it. */
export interface StripeSandbox {
  sandbox: Sandbox;
  stripe: Stripe;
  /** Posts JSON to a page of the sandbox itself and returns what it answers. */
  act: (path: string, body?: object) => Promise<{ status: number; body: Record<string, unknown> }>;
  /** Plants a fault, runs, proves that the fault fired, and clears it. */
  withFault: <T>(fault: object, run: () => Promise<T>) => Promise<T>;
  /** The types of the events about an order's payment, oldest first. */
  eventsOf: (intentId: string) => Promise<string[]>;
  /** Kind, status and value of the ledger's lines about a payment intent. */
  linesOf: (intentId: string) => Promise<unknown[][]>;
  /** A succeeded payment of an order. */
  paid: (orderId?: string, more?: Partial<Stripe.PaymentIntentCreateParams>) => Promise<Stripe.PaymentIntent>;
}

/** Starts a sandbox. Its SDK sends each request once. */
export const startStripeSandbox = async (options: Partial<SandboxOptions> = {}): Promise<StripeSandbox> => {
  const sandbox = await startSandbox({ port: 0, ...options });
  const stripe = sdkFor(sandbox);
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${sandbox.url}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
  };
  const paid: StripeSandbox['paid'] = (orderId = randomUUID(), more = {}) =>
    stripe.paymentIntents.create({ ...card(), metadata: { orderId }, ...more }, once());
  return {
    sandbox,
    stripe,
    act: (path, body = {}) => call('POST', path, body),
    withFault: async (fault, run) => {
      await call('POST', '/faults', fault);
      try {
        return await run();
      } finally {
        const { data } = (await call('GET', '/faults')).body as { data: { fired: number }[] };
        await call('DELETE', '/faults');
        expect(data.map(({ fired }) => fired > 0)).toEqual([true]);
      }
    },
    eventsOf: async (intentId) => {
      const all = await stripe.events.list({ limit: 100 });
      return all.data
        .filter((event) => JSON.stringify(event).includes(intentId))
        .map(({ type }) => type)
        .reverse();
    },
    linesOf: async (intentId) =>
      (await ledgerOf({ sandbox: sandbox.url }))
        .filter(({ paymentIntent }) => paymentIntent === intentId)
        .map((line) => [line.kind, line.status, (line as unknown as { value: string }).value]),
    paid,
  };
};

/** The official SDK: one try. */
export const sdkFor = ({ port }: Sandbox, key = 'sk_test_sandbox', timeout = 20_000): Stripe =>
  new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', telemetry: false, maxNetworkRetries: 0, timeout });

/** A card payment that is confirmed at once. */
export const card = (method = 'pm_card_visa') =>
  ({
    amount: 9998,
    currency: 'usd',
    confirm: true,
    allowed_payment_method_types: ['card'],
    capture_method: 'automatic',
    payment_method: method,
  }) satisfies Stripe.PaymentIntentCreateParams;

export const held = { capture_method: 'manual' } satisfies Partial<Stripe.PaymentIntentCreateParams>;

/** A new idempotency key. */
export const once = () => ({ idempotencyKey: randomUUID() });

/** Returns the error that a request is refused with. */
export const refusal = (asked: Promise<unknown>): Promise<Stripe.errors.StripeError> =>
  asked.then(
    (answer) => Promise.reject(new Error(`It was not refused: ${JSON.stringify(answer).slice(0, 200)}`)),
    (error: Stripe.errors.StripeError) => error,
  );

/** A test of a fact about Stripe, named with the page that states it. */
export const fact = (statement: string, source: string, prove: () => Promise<void>): void =>
  test(`${statement} (docs.stripe.com/${source})`, prove);
