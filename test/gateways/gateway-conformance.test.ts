import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { startSandbox } from '../../sandbox/sandbox';
import { createStripe } from '../../src/gateways/stripe/stripe';
import type { GatewayRequest, Outcome, PaymentGateway } from '../../src/ports/gateway';
import { type Movement, memoryGateway } from '../support/gateway/memory-gateway';
import { ledgerOf } from '../support/invariants/invariants';

/** A gateway, and the controls that a test needs beside the port. */
interface Subject {
  gateway: PaymentGateway;
  movementsOf: (orderId: string) => Promise<Movement[]>;
  /** Completes the challenge, as the customer does. */
  approve: (url: string) => Promise<void>;
  /** Makes every call fail from now on. */
  breakDown: () => Promise<void>;
  end: () => Promise<void>;
}

const stripeInSandbox = async (): Promise<Subject> => {
  const sandbox = await startSandbox({ port: 0 });
  const access = { apiUrl: sandbox.url, secretKey: 'sk_test_sandbox', timeoutMs: 10_000 };
  const keys = { keyLifetimeMs: 60_000, keepsFailedKeys: true, quietMs: 0 };
  return {
    gateway: createStripe({ ...access, ...keys, webhookSecrets: ['whsec_test'], onFailure: () => {} }).gateway,
    movementsOf: async (orderId) =>
      (await ledgerOf({ sandbox: sandbox.url }, orderId)).map(({ kind, amount, currency }) => ({
        kind,
        amount,
        currency: currency.toUpperCase(),
      })),
    approve: async (url) => {
      expect((await fetch(url, { method: 'POST', body: 'answer=approve' })).status).toBe(200);
    },
    breakDown: async () => {
      const fault = JSON.stringify({ path: '/v1/', kind: 'down' });
      expect((await fetch(`${sandbox.url}/faults`, { method: 'POST', body: fault })).status).toBe(201);
    },
    end: sandbox.close,
  };
};

const inMemory = async (): Promise<Subject> => {
  const gateway = memoryGateway();
  return {
    gateway,
    movementsOf: async (orderId) => gateway.movementsOf(orderId),
    approve: async (url) => gateway.approve(url),
    breakDown: async () => gateway.breakDown(),
    end: async () => {},
  };
};

const aCharge = (change: Partial<GatewayRequest> = {}): GatewayRequest => ({
  kind: 'charge',
  key: randomUUID(),
  reference: { orderId: randomUUID(), paymentId: randomUUID(), workId: 'charge-1' },
  amountMinor: 9998,
  currency: 'USD',
  paymentMethod: 'credit_card',
  cardToken: 'tok_visa',
  capture: 'automatic',
  returnUrl: 'https://shop.test/orders',
  ...change,
});

/** Defines the tests that every gateway behind the port must pass. */
const conforms = (open: () => Promise<Subject>): void => {
  let subject: Subject;
  let gateway: PaymentGateway;

  beforeEach(async () => {
    subject = await open();
    gateway = subject.gateway;
  });
  afterEach(() => subject.end());

  const moved = async ({ reference }: GatewayRequest) =>
    (await subject.movementsOf(reference.orderId)).map(({ kind, amount }) => [kind, amount]);

  /** Makes a charge that must succeed. Returns it, its outcome, and a function that creates requests about it. */
  const charged = async (change: Partial<GatewayRequest> = {}) => {
    const charge = aCharge(change);
    const outcome = await gateway.send(charge);
    if (!('gatewayRef' in outcome)) throw new Error(`It was ${outcome.kind}`);
    const { gatewayRef } = outcome;
    const next = (kind: GatewayRequest['kind'], amountMinor = charge.amountMinor): GatewayRequest => {
      const reference = { ...charge.reference, workId: `${kind}-${randomUUID()}` };
      return { ...charge, kind, amountMinor, gatewayRef, key: randomUUID(), reference };
    };
    return { charge, outcome, next };
  };
  const held = (change: Partial<GatewayRequest> = {}) => charged({ capture: 'manual', ...change });

  const ofMoney = (kind: Outcome['kind'], amountMinor: number, currency = 'USD') => ({
    kind,
    amountMinor,
    currency,
    transactionId: expect.stringMatching(/./),
    gatewayRef: expect.stringMatching(/./),
  });
  const no = expect.objectContaining({ kind: 'declined', permanent: false });

  describe('a charge', () => {
    test('takes the money', async () => {
      const { charge, outcome } = await charged();
      expect(outcome).toEqual(ofMoney('succeeded', 9998));
      expect(await moved(charge)).toEqual([['charge', 9998]]);
    });

    test.each([
      ['tok_chargeDeclinedInsufficientFunds', 'INSUFFICIENT_FUNDS', false],
      ['tok_chargeDeclinedStolenCard', 'STOLEN_CARD', true],
    ])('with %s is declined with %s, permanent: %s', async (cardToken, failureCode, permanent) => {
      const charge = aCharge({ cardToken });
      const failureReason = expect.stringMatching(/./);
      expect(await gateway.send(charge)).toEqual({
        kind: 'declined',
        failureCode,
        failureReason,
        permanent,
        isByIssuer: true,
      });
      expect(await moved(charge)).toEqual([]);
    });

    test.each([
      ['JPY', 50],
      ['JPY', 9998],
      ['KWD', 12_340],
      ['USD', 99_999_999],
    ])('of %s %d is charged and refunded exactly', async (currency, amountMinor) => {
      const { charge, outcome, next } = await charged({ currency, amountMinor });
      expect(outcome).toEqual(ofMoney('succeeded', amountMinor, currency));
      expect(await gateway.find(charge)).toEqual(outcome);
      expect(await gateway.send(next('refund'))).toEqual(ofMoney('succeeded', amountMinor, currency));
      expect(await subject.movementsOf(charge.reference.orderId)).toEqual([
        { kind: 'charge', amount: amountMinor, currency },
        { kind: 'refund', amount: amountMinor, currency },
      ]);
    });

    test('succeeds once the customer completes the challenge', async () => {
      const { charge, outcome } = await charged({ cardToken: 'tok_threeDSecureRequired' });
      expect(outcome.kind).toBe('challenged');
      expect(await gateway.find(charge)).toEqual(outcome);
      expect(await moved(charge)).toEqual([]);
      await subject.approve('url' in outcome ? outcome.url : '');
      expect(await gateway.find(charge)).toEqual(ofMoney('succeeded', 9998));
      expect(await moved(charge)).toEqual([['charge', 9998]]);
    });

    test('can be voided while the customer has not completed the challenge', async () => {
      const { charge, next } = await charged({ cardToken: 'tok_threeDSecureRequired' });
      expect(await gateway.send(next('void'))).toMatchObject({ kind: 'succeeded' });
      expect(await gateway.find(next('void'))).toMatchObject({ kind: 'succeeded' });
      expect(await moved(charge)).toEqual([]);
    });
  });

  describe('an authorization', () => {
    test.each([
      ['in full', 9998],
      ['in part', 6000],
    ])('is captured %s', async (_name, amountMinor) => {
      const { charge, outcome, next } = await held();
      expect(outcome).toEqual(ofMoney('authorized', 9998));
      const capture = next('capture', amountMinor);
      expect(await gateway.find(capture)).toEqual({ kind: 'absent' });
      expect(await gateway.send(capture)).toEqual(ofMoney('succeeded', amountMinor));
      expect(await gateway.find(capture)).toEqual(ofMoney('succeeded', amountMinor));
      expect(await moved(charge)).toEqual([
        ['authorization', 9998],
        ['capture', amountMinor],
      ]);
    });

    test('is voided', async () => {
      const { charge, next } = await held();
      const release = next('void');
      expect(await gateway.find(release)).toEqual({ kind: 'absent' });
      expect(await gateway.send(release)).toMatchObject({ kind: 'succeeded' });
      expect(await gateway.find(release)).toMatchObject({ kind: 'succeeded' });
      expect(await moved(charge)).toEqual([
        ['authorization', 9998],
        ['void', 9998],
      ]);
    });
  });

  test('refunds in parts, up to the captured amount, each found by its own reference', async () => {
    const { charge, next } = await charged();
    const [first, second] = [next('refund', 4000), next('refund', 5998)];
    expect(await gateway.send(first)).toEqual(ofMoney('succeeded', 4000));
    expect(await gateway.find(second)).toEqual({ kind: 'absent' });
    expect(await gateway.send(second)).toEqual(ofMoney('succeeded', 5998));
    expect(await gateway.find(first)).toEqual(ofMoney('succeeded', 4000));
    expect(await gateway.find(second)).toEqual(ofMoney('succeeded', 5998));
    expect(await moved(charge)).toEqual([
      ['charge', 9998],
      ['refund', 4000],
      ['refund', 5998],
    ]);
  });

  test('moves money once and returns the same outcome when a key repeats, for every kind of request', async () => {
    const { charge, outcome, next } = await held();
    expect(await gateway.send(charge)).toEqual(outcome);
    for (const instruction of [next('capture', 6000), next('refund', 2000)]) {
      expect(await gateway.send(instruction)).toEqual(await gateway.send(instruction));
    }
    expect(await moved(charge)).toEqual([
      ['authorization', 9998],
      ['capture', 6000],
      ['refund', 2000],
    ]);
    const released = await held();
    const release = released.next('void');
    expect(await gateway.send(release)).toEqual(await gateway.send(release));
    expect(await moved(released.charge)).toHaveLength(2);
  });

  test('moves money once when requests with the same key race', async () => {
    const charge = aCharge();
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => gateway.send(charge)));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(await moved(charge)).toHaveLength(1);
  });

  describe('a charge whose handle is unknown', () => {
    test('is found by our reference, and absent under any other', async () => {
      const { charge, outcome } = await charged();
      expect(await gateway.find(charge)).toEqual(outcome);
      const { reference } = charge;
      for (const change of [{ paymentId: randomUUID() }, { workId: 'charge-2' }]) {
        expect(await gateway.find({ ...charge, reference: { ...reference, ...change } })).toEqual({ kind: 'absent' });
      }
    });

    test('is absent before it was sent', async () => {
      expect(await gateway.find(aCharge())).toEqual({ kind: 'absent' });
    });
  });

  describe('declines, and moves no money, for', () => {
    test('a capture after a void', async () => {
      const { charge, next } = await held();
      await gateway.send(next('void'));
      expect(await gateway.send(next('capture'))).toEqual(no);
      expect(await moved(charge)).toHaveLength(2);
    });

    test('a capture of more than is authorized, and a void after a capture', async () => {
      const { charge, next } = await held();
      expect(await gateway.send(next('capture', 9999))).toEqual(no);
      expect(await gateway.send(next('capture', 9998))).toMatchObject({ kind: 'succeeded' });
      expect(await gateway.send(next('void'))).toEqual(no);
      expect(await moved(charge)).toHaveLength(2);
    });

    test('a refund of more than is left, of an authorization, and of a voided charge', async () => {
      const { charge, next } = await held();
      expect(await gateway.send(next('refund', 1))).toEqual(no);
      await gateway.send(next('capture', 6000));
      expect(await gateway.send(next('refund', 6001))).toEqual(no);
      await gateway.send(next('refund', 5000));
      expect(await gateway.send(next('refund', 1001))).toEqual(no);
      expect(await gateway.send(next('refund', 1000))).toMatchObject({ kind: 'succeeded' });
      expect(await gateway.send(next('refund', 1))).toEqual(no);
      expect(await moved(charge)).toHaveLength(4);
      const released = await held();
      await gateway.send(released.next('void'));
      expect(await gateway.send(released.next('refund', 1))).toEqual(no);
    });
  });

  describe('a request that repeats another under a new key', () => {
    test('returns the outcome of the first void', async () => {
      const { charge, next } = await held();
      const first = await gateway.send(next('void'));
      expect(await gateway.send(next('void'))).toEqual(first);
      expect(await moved(charge)).toHaveLength(2);
    });

    test('returns the amount of the first capture', async () => {
      const { charge, next } = await held();
      const first = await gateway.send(next('capture', 6000));
      expect(await gateway.send(next('capture', 1))).toEqual(first);
      expect(await moved(charge)).toHaveLength(2);
    });
  });

  test('throws no error with the card token', async () => {
    const { charge, next } = await charged({ cardToken: 'tok_secret_of_the_customer' });
    await subject.breakDown();
    const asked = [
      gateway.send({ ...charge, key: randomUUID() }),
      gateway.send(next('refund')),
      gateway.find(charge),
      gateway.find(next('refund')),
      gateway.listEvents(new Date(0)),
      gateway.listCharges(new Date(0)),
    ];
    for (const one of await Promise.allSettled(asked)) {
      if (one.status === 'fulfilled') throw new Error(`It answered ${JSON.stringify(one.value)}`);
      const { reason } = one;
      const shown = inspect(reason, { depth: 10, showHidden: true });
      expect(reason).toBeInstanceOf(Error);
      expect(shown + JSON.stringify(reason)).not.toContain('tok_secret_of_the_customer');
    }
  });

  test('lists the events with our reference, oldest first', async () => {
    const before = new Date();
    const { charge, next } = await charged();
    const refunds = [next('refund', 1000), next('refund', 2000)];
    for (const refund of refunds) await gateway.send(refund);
    const other = await charged();
    const events = (await gateway.listEvents(before)).filter(isNoRepeat);
    const { orderId: _order, ...ofCharge } = charge.reference;
    expect(events.map(({ reference }) => reference)).toMatchObject([
      ofCharge,
      ...refunds.map(({ reference: { paymentId, workId } }) => ({ paymentId, workId })),
      { paymentId: other.charge.reference.paymentId, workId: 'charge-1' },
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(4);
    const times = events.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(await gateway.listEvents(new Date(Date.now() + 3_600_000))).toEqual([]);
  });

  test('lists charges and authorizations with their refunds', async () => {
    const before = new Date();
    const { charge, outcome, next } = await charged();
    await gateway.send(next('refund', 1000));
    const hold = await held();
    const charges = await gateway.listCharges(before);
    const seen = new Map(charges.map((one) => [one.gatewayRef, one]));
    const ref = (one: Outcome): string => ('gatewayRef' in one ? one.gatewayRef : '');
    expect(charges).toHaveLength(2);
    expect(seen.get(ref(outcome))).toMatchObject({
      status: 'succeeded',
      amountMinor: 9998,
      currency: 'USD',
      reference: { paymentId: charge.reference.paymentId, workId: 'charge-1' },
      refunds: [{ amountMinor: 1000, status: 'succeeded', reference: { workId: expect.stringMatching(/^refund-/) } }],
    });
    expect(seen.get(ref(hold.outcome))).toMatchObject({ status: 'authorized', amountMinor: 9998, refunds: [] });
    expect(await gateway.listCharges(new Date(Date.now() + 3_600_000))).toEqual([]);
  });

  test('lists more than one page of events', async () => {
    const { next } = await charged({ amountMinor: 120 });
    const refunds = Array.from({ length: 105 }, () => next('refund', 1));
    for (const refund of refunds) await gateway.send(refund);
    const listed = (await gateway.listEvents(new Date(0))).filter(isNoRepeat);
    expect(listed.map(({ reference }) => reference?.workId)).toEqual([
      'charge-1',
      ...refunds.map(({ reference }) => reference.workId),
    ]);
  });

  test('rejects a webhook without a signature', () => {
    expect(() => gateway.readWebhook(Buffer.from('{}'), undefined)).toThrow(
      expect.objectContaining({ code: 'webhook-not-authentic' }),
    );
  });
};

/** A gateway may tell of a refund twice: as a refund, and as a change of its charge. */
const isNoRepeat = ({ type }: { type: string }): boolean => type !== 'charge.refunded';

describe('Stripe, in the sandbox', () => conforms(stripeInSandbox));
describe('the gateway in memory', () => conforms(inMemory));
