import type { WorkItem } from '../../domain/actor-document';
import type { PaymentStatus } from '../../domain/payment';
import { createDecider } from '../decide';
import type { Effect } from '../effects';
import type { PaymentContext } from './payment-context';
import { paymentMachine } from './payment-machine';
import type { PaymentMessage } from './payment-messages';
import { refundableMinor } from './payment-refusals';
import { attemptsMax } from './payment-rules';

const { begin, decide } = createDecider<PaymentContext, PaymentMessage, typeof paymentMachine>(paymentMachine);
const time = new Date('2026-01-31T10:05:00Z');
const later = (ms: number) => new Date(time.getTime() + ms);
const envelope = { commandId: 'c1', time, actor: 'test' };

const work = (id: string, change: Partial<WorkItem> = {}): WorkItem => ({
  id,
  kind: id.split('-')[0] as WorkItem['kind'],
  state: 'sending',
  dueAt: time,
  createdAt: time,
  commandId: 'c0',
  askedBy: 'u1',
  tries: 1,
  amountMinor: 9998,
  ...change,
});

/** The work of a payment in each state, so that every outcome finds its work item. */
const workIn: Record<PaymentStatus, WorkItem[]> = {
  pending: [work('charge-1')],
  authorized: [work('charge-1', { state: 'succeeded' }), work('capture-1'), work('void-1')],
  processed: [work('charge-1', { state: 'succeeded' }), work('refund-1', { amountMinor: 4000 })],
  failed: [work('charge-1', { state: 'declined' })],
  voided: [work('charge-1', { state: 'absent' })],
  refunded: [work('charge-1', { state: 'succeeded' }), work('refund-1', { state: 'succeeded' })],
};

const aPayment = (status: PaymentStatus, change: Partial<PaymentContext> = {}): PaymentContext => ({
  _id: 'p1',
  orderId: 'o1',
  userId: 'u1',
  status,
  amountMinor: 9998,
  currency: 'USD',
  paymentMethod: 'credit_card',
  sealedToken: 'sealed',
  capture: 'automatic',
  createdAt: time,
  capturedMinor: status === 'processed' || status === 'refunded' ? 9998 : 0,
  refundedMinor: status === 'refunded' ? 9998 : 0,
  ...(['authorized', 'processed', 'refunded'].includes(status) && { gatewayRef: 'pi_1', transactionId: 'ch_1' }),
  work: workIn[status],
  ...change,
});

const retry = { retryAt: later(1000) };
const ids = { currency: 'USD', transactionId: 'ch_1', gatewayRef: 'pi_1' };
const messages: Record<string, object> = {
  capture: { workId: 'capture-2', amountMinor: 9998 },
  void: { workId: 'void-2' },
  refund: { workId: 'refund-2', amountMinor: 5998 },
  'charge.succeeded': { workId: 'charge-1', amountMinor: 9998, ...ids },
  'charge.authorized': { workId: 'charge-1', amountMinor: 9998, ...ids },
  'charge.challenged': { workId: 'charge-1', url: 'https://bank.example/3ds', gatewayRef: 'pi_1', ...retry },
  'charge.declined': {
    workId: 'charge-1',
    failureCode: 'INSUFFICIENT_FUNDS',
    failureReason: 'Insufficient funds',
    permanent: false,
  },
  'charge.refused': { workId: 'charge-1', failureCode: 'PARAMETER_INVALID', failureReason: 'Invalid' },
  'dispute.reported': {
    dispute: {
      id: 'du_1',
      stage: 'chargeback',
      status: 'needs_response',
      amountMinor: 1,
      reason: 'fraudulent',
      openedAt: time,
    },
  },
  'evidenceWindow.closed': { workId: 'evidence-du_1' },
  'fraud.warned': { warningId: 'issfr_1' },
  'capture.succeeded': { workId: 'capture-1', amountMinor: 9998, ...ids },
  'void.succeeded': { workId: 'void-1', gatewayRef: 'pi_1' },
  'refund.failed': { workId: 'refund-1', amountMinor: 9998, failureCode: 'EXPIRED_OR_CANCELED_CARD' },
  'refund.succeeded': { workId: 'refund-1', amountMinor: 4000, transactionId: 're_1', gatewayRef: 're_1' },
  ...Object.fromEntries(
    ['charge', 'capture', 'void', 'refund'].flatMap((kind) => [
      ...(kind === 'charge'
        ? []
        : [[`${kind}.declined`, { workId: `${kind}-1`, failureCode: 'REFUSED', failureReason: 'Refused' }]]),
      [`${kind}.unknown`, { workId: `${kind}-1`, overdueMs: 60_000, ...retry }],
      [`${kind}.pending`, { workId: `${kind}-1`, ...retry }],
      [`${kind}.blocked`, { workId: `${kind}-1`, ...retry }],
      [`${kind}.absent`, { workId: `${kind}-1`, quietMs: 60_000, overdueMs: 60_000, ...retry }],
    ]),
  ),
};
const aMessage = (type: string, change: object = {}): PaymentMessage =>
  ({ type, ...messages[type], ...envelope, ...change }) as PaymentMessage;

// -: refused   =: recorded   ~: looked up again   !: needs an operator   *: the command becomes work
// .: stored without an event       back: the money is released or refunded
const table = `
                        pending     authorized  processed  failed      voided      refunded
capture                 -           -           -          -           -           -
void                    -           -           -          -           -           -
refund                  -           -           *          -           -           -
charge.succeeded        processed   =           =          processed   processed   =
charge.authorized       authorized  =           =          authorized  authorized  =
charge.challenged       ~           =           =          =           =           =
charge.declined         failed      =           =          =           =           =
charge.unknown          ~           =           =          =           =           =
charge.absent           ~           =           =          =           =           =
charge.pending          ~           =           =          =           =           =
charge.blocked          !           =           =          =           =           =
charge.refused          !           =           =          =           =           =
capture.succeeded       =           processed   =          =           processed   =
capture.declined        =           !           =          =           =           =
capture.unknown         =           ~           =          =           =           =
capture.absent          =           ~           =          =           =           =
capture.pending         =           ~           =          =           =           =
capture.blocked         =           !           =          =           =           =
void.succeeded          =           voided      =          =           =           =
void.declined           =           .           =          =           =           =
void.unknown            =           ~           =          =           =           =
void.absent             =           ~           =          =           =           =
void.pending            =           ~           =          =           =           =
void.blocked            =           !           =          =           =           =
refund.succeeded        =           =           processed  =           =           =
refund.declined         =           =           !          =           =           =
refund.unknown          =           =           ~          =           =           =
refund.absent           =           =           ~          =           =           =
refund.pending          =           =           ~          =           =           =
refund.blocked          =           =           !          =           =           =
refund.failed           =           =           =          =           =           !
challengeWindow.closed  back        =           =          =           =           =
authorizationWindow.closed  =       .           =          =           =           =
divergence.found        !           !           !          !           !           !
dispute.reported        !           !           !          !           !           !
evidenceWindow.closed   !           !           !          !           !           !
fraud.warned            !           !           !          !           !           !
order.cancelled         .           back        back       .           .           =
order.returned          .           back        back       .           .           =
order.payment_rejected  .           back        back       .           .           =`;
const lines = table.trim().split('\n');
const [states = [], ...rows] = lines.map((line) => line.trim().split(/\s+/));
const cells = rows.flatMap(([message = '', ...outcomes]) =>
  outcomes.map((outcome, column) => [states[column] as PaymentStatus, message, outcome] as const),
);

const has = (effects: Effect[], ...types: string[]) => effects.some(({ type }) => types.includes(type));

const seen = (payment: PaymentContext, message: PaymentMessage): string => {
  const decision = decide(payment.status, payment, message);
  if (!decision) return '-';
  const { status, context, effects } = decision;
  if (has(effects, 'record')) return '=';
  if (has(effects, 'needsAttention')) return '!';
  if (has(effects, 'capture', 'void', 'refund')) return message.type.includes('.') ? 'back' : '*';
  if (context.work.some(({ state }) => state === 'unknown')) return '~';
  return effects.some(({ type }) => type !== 'unschedule') ? status : '.';
};

test.each(cells)('%s, %s → %s', (status, message, outcome) => {
  expect(seen(aPayment(status), aMessage(message))).toBe(outcome);
});

test('the table decides every state and every message', () => {
  expect(states).toEqual(Object.keys(paymentMachine.states));
  expect(new Set([...rows.map(([message]) => message), '*'])).toEqual(new Set(paymentMachine.events));
});

test('begins with its first charge and nothing else', () => {
  const { status, effects } = begin(aPayment('pending'));
  expect(status).toBe('pending');
  expect(effects).toEqual([{ type: 'charge', params: { id: 'charge-1', amountMinor: 9998 } }]);
});

test('deletes the card token once no attempt can need it', () => {
  for (const type of ['charge.succeeded', 'charge.declined', 'charge.authorized']) {
    expect(decide('pending', aPayment('pending'), aMessage(type))?.context.sealedToken).toBeUndefined();
  }
});

test('publishes payment.failed with the fields of the domain, and whether it is permanent', () => {
  const decision = decide(
    'pending',
    aPayment('pending'),
    aMessage('charge.declined', { permanent: true, isByIssuer: true }),
  );
  expect(decision?.effects).toContainEqual({
    type: 'publish',
    params: {
      type: 'payment.failed',
      data: {
        paymentId: 'p1',
        orderId: 'o1',
        userId: 'u1',
        amount: 99.98,
        currency: 'USD',
        failureReason: 'Insufficient funds',
        failureCode: 'INSUFFICIENT_FUNDS',
        permanent: true,
        declinedByIssuer: true,
        failedAt: '2026-01-31T10:05:00.000Z',
      },
    },
  });
});

describe('work that the gateway does not have', () => {
  const refund = (change: Partial<WorkItem>) => aPayment('processed', { work: [work('refund-1', change)] });
  const absent = (change: Partial<WorkItem>, ms = 60_000) =>
    decide('processed', refund(change), aMessage('refund.absent', { time: later(ms) }));

  test('keeps its attempt until its absence is proven', () => {
    expect(absent({})?.context.work[0]).toMatchObject({ state: 'unknown', absentSince: later(60_000) });
    expect(absent({ absentSince: time }, 59_999)?.context.work[0]).not.toHaveProperty('attempt');
  });

  test('gets a new attempt when its absence is proven, and is looked up anew', () => {
    const sent = { tries: 5, firstSentAt: time, absentSince: time, unknownSince: time };
    const [item] = absent(sent)?.context.work ?? [];
    expect(item).toMatchObject({ id: 'refund-1', state: 'ready', attempt: 2, firstTry: 6, dueAt: later(60_000) });
    expect(item).not.toHaveProperty('absentSince');
    expect(item).not.toHaveProperty('firstSentAt');
  });
});

describe('an outcome that stays unknown', () => {
  const unknown = (change: Partial<WorkItem>, ms: number) =>
    decide('processed', aPayment('processed', { work: [work('refund-1', change)] }), {
      ...aMessage('refund.unknown'),
      time: later(ms),
    });

  test('keeps the time of its first occurrence', () => {
    expect(unknown({}, 5)?.context.work[0]).toMatchObject({ state: 'unknown', unknownSince: later(5) });
    expect(unknown({ unknownSince: time }, 5)?.context.work[0]?.unknownSince).toEqual(time);
  });

  test.each([
    [3, 60_000, true],
    [2, 60_000, false],
    [3, 59_999, false],
  ])('after %i tries and %i ms needs an operator: %s', (tries, ms, isRaised) => {
    const effects = unknown({ tries, unknownSince: time }, ms)?.effects;
    const params = {
      id: 'outcome-unknown:refund-1',
      reason: 'outcome-unknown',
      detail: 'refund-1',
      whileOpen: 'refund-1',
    };
    expect(effects).toEqual(isRaised ? [{ type: 'needsAttention', params }] : []);
  });

  test('records what its latest try failed with', () => {
    const failed = (type: string, error: string) =>
      decide(
        'processed',
        aPayment('processed', { work: [work('refund-1', { lastError: 'The first one' })] }),
        aMessage(type, { error }),
      )?.context.work[0]?.lastError;
    expect(failed('refund.unknown', 'No answer')).toBe('No answer');
    expect(failed('refund.blocked', 'Refused')).toBe('Refused');
    expect(unknown({ lastError: 'The first one' }, 5)?.context.work[0]?.lastError).toBe('The first one');
  });

  test('is no longer counted as unknown once the gateway says that it is working on it', () => {
    const pending = decide(
      'processed',
      aPayment('processed', { work: [work('refund-1', { unknownSince: time, absentSince: time })] }),
      aMessage('refund.pending'),
    );
    expect(pending?.context.work[0]).toMatchObject({ state: 'unknown' });
    expect(pending?.context.work[0]).not.toHaveProperty('unknownSince');
  });
});

describe('work that the gateway did not process because it refused the credentials', () => {
  const blocked = (change: Partial<WorkItem>, message: object = {}) =>
    decide(
      'pending',
      aPayment('pending', { work: [work('charge-1', change)] }),
      aMessage('charge.blocked', { claim: 't', ...message }),
    )?.context.work[0];

  test('returns to its state before the claim, and waits', () => {
    const item = blocked({ claimedBy: 't', tries: 1, firstSentAt: time });
    expect(item).toMatchObject({ state: 'ready', tries: 0, dueAt: retry.retryAt });
    expect(item).not.toHaveProperty('firstSentAt');
    expect(blocked({ claimedBy: 't', tries: 3, firstSentAt: time })).toMatchObject({
      state: 'unknown',
      tries: 2,
      firstSentAt: time,
    });
  });

  test('keeps the claim of another worker', () => {
    expect(blocked({ claimedBy: 'other', dueAt: later(5) })).toMatchObject({ state: 'sending', dueAt: later(5) });
  });
});

describe('a payment that fails without a decline of the issuer', () => {
  const failedEvent = (payment: PaymentContext, message: PaymentMessage) => {
    const effects = decide(payment.status, payment, message)?.effects ?? [];
    return effects.flatMap((effect) => (effect.type === 'publish' ? [effect.params.data] : []))[0];
  };
  const abandoned = aPayment('pending', { work: [work('charge-1', { state: 'unknown' }), work('void-abandoned')] });
  const absent = aPayment('pending', {
    work: [work('charge-1', { state: 'absent' }), work('charge-2', { absentSince: time })],
  });

  test.each([
    ['the request was wrong', aPayment('pending'), aMessage('charge.refused')],
    ['the gateway refused it', aPayment('pending'), aMessage('charge.declined')],
    ['the customer left', abandoned, aMessage('void.succeeded', { workId: 'void-abandoned' })],
    ['the gateway lost it', absent, aMessage('charge.absent', { workId: 'charge-2', time: later(60_000) })],
  ])('says so when %s', (_why, payment, message) => {
    expect(failedEvent(payment, message)).toMatchObject({ declinedByIssuer: false, permanent: expect.any(Boolean) });
  });

  test('needs an operator when the request was wrong', () => {
    expect(decide('pending', aPayment('pending'), aMessage('charge.refused'))?.context).toMatchObject({
      failedBy: 'request',
      work: [{ state: 'declined' }],
    });
  });
});

describe('closing the order', () => {
  test('drops an attempt that was not sent', () => {
    const unsent = aPayment('pending', { work: [work('charge-1', { state: 'ready', tries: 0 })] });
    const decision = decide('pending', unsent, aMessage('order.cancelled'));
    expect(decision?.status).toBe('voided');
    expect(decision?.context.work).toEqual([]);
  });

  test('refunds the late success of an attempt that was sent', () => {
    const closed = decide('pending', aPayment('pending'), aMessage('order.cancelled'))?.context;
    const decision = decide('pending', closed ?? aPayment('pending'), aMessage('charge.succeeded'));
    expect(decision?.status).toBe('processed');
    expect(decision?.effects).toContainEqual({
      type: 'refund',
      params: { id: 'refund-order-closed', amountMinor: 9998, reason: 'order.cancelled', gatewayRef: 'pi_1' },
    });
  });

  test('refunds only what no other refund covers', () => {
    const decision = decide('processed', aPayment('processed'), aMessage('order.returned'));
    expect(decision?.effects).toContainEqual({
      type: 'refund',
      params: { id: 'refund-order-closed', amountMinor: 5998, reason: 'order.returned', gatewayRef: 'pi_1' },
    });
  });
});

describe('an attempt that the gateway has not seen', () => {
  const absent = (change: Partial<WorkItem>, more: Partial<PaymentContext> = {}, ms = 60_000) =>
    decide(
      'pending',
      aPayment('pending', { work: [work('charge-1', change)], ...more }),
      aMessage('charge.absent', { time: later(ms) }),
    );

  test('is not proven absent by one look-up, nor by two within the quiet period', () => {
    expect(absent({})?.context.work[0]).toMatchObject({ state: 'unknown', absentSince: later(60_000) });
    expect(absent({ absentSince: time }, {}, 59_999)?.context.work[0]?.state).toBe('unknown');
  });

  test('must be found absent anew, once it may have been sent again', () => {
    const decision = decide(
      'pending',
      aPayment('pending', { work: [work('charge-1', { absentSince: time })] }),
      aMessage('charge.unknown', { time: later(60_000) }),
    );
    expect(decision?.context.work[0]).not.toHaveProperty('absentSince');
  });

  test('is replaced by a new attempt when it is proven absent', () => {
    const decision = absent({ absentSince: time });
    expect(decision?.status).toBe('pending');
    expect(decision?.context.work[0]).toMatchObject({ state: 'absent' });
    expect(decision?.effects).toEqual([{ type: 'charge', params: { id: 'charge-2', amountMinor: 9998 } }]);
  });

  test('fails the payment when it was the last one', () => {
    const earlier = Array.from({ length: attemptsMax - 1 }, (_, n) => work(`charge-${n + 2}`, { state: 'absent' }));
    const decision = decide(
      'pending',
      aPayment('pending', { work: [work('charge-1', { absentSince: time }), ...earlier] }),
      aMessage('charge.absent', { time: later(60_000) }),
    );
    expect(decision?.status).toBe('failed');
  });

  test('voids the payment when the order is closed', () => {
    expect(absent({ absentSince: time }, { orderClosed: 'order.cancelled' })?.status).toBe('voided');
  });
});

describe('refunds', () => {
  test('never exceed what was captured, counting those under way', () => {
    expect(refundableMinor(aPayment('processed'))).toBe(5998);
    expect(seen(aPayment('processed'), aMessage('refund', { amountMinor: 5998 }))).toBe('*');
    expect(seen(aPayment('processed'), aMessage('refund', { amountMinor: 5999 }))).toBe('-');
    expect(seen(aPayment('processed'), aMessage('refund', { amountMinor: 0 }))).toBe('-');
  });

  test('end the payment when nothing is left', () => {
    const payment = aPayment('processed', { refundedMinor: 5998 });
    const decision = decide('processed', payment, aMessage('refund.succeeded'));
    expect(decision?.status).toBe('refunded');
    expect(decision?.effects).toContainEqual({
      type: 'publish',
      params: {
        type: 'payment.refunded',
        data: expect.objectContaining({ amount: 40, refundedAmount: 99.98, status: 'refunded', refundId: 'refund-1' }),
      },
    });
  });

  test('count once when the same outcome arrives twice', () => {
    const once = decide('processed', aPayment('processed'), aMessage('refund.succeeded'))?.context;
    expect(seen(once ?? aPayment('processed'), aMessage('refund.succeeded'))).toBe('=');
  });
});

describe('a duplicate charge', () => {
  const second = { transactionId: 'ch_2', gatewayRef: 'pi_2' };

  test.each<PaymentStatus>(['authorized', 'processed', 'refunded'])('is refunded when the payment is %s', (status) => {
    const decision = decide(status, aPayment(status), aMessage('charge.succeeded', second));
    expect(decision?.status).toBe(status);
    expect(decision?.effects).toEqual([
      {
        type: 'publish',
        params: {
          type: 'payment.duplicate_charged',
          data: expect.objectContaining({ paymentId: 'p1', amount: 99.98, currency: 'USD', transactionId: 'ch_2' }),
        },
      },
      {
        type: 'refund',
        params: {
          id: 'refund-duplicate-charge-1',
          isDuplicateCharge: true,
          reason: 'duplicate charge',
          gatewayRef: 'pi_2',
          amountMinor: 9998,
        },
      },
    ]);
  });

  test('is published once', () => {
    const known = work('refund-duplicate-charge-1', { isDuplicateCharge: true });
    const payment = aPayment('processed', { work: [...workIn.processed, known] });
    expect(seen(payment, aMessage('charge.succeeded', second))).toBe('=');
  });

  test('needs an operator when its refund comes back', () => {
    const refund = work('refund-duplicate-charge-1', { isDuplicateCharge: true, state: 'succeeded' });
    const failed = aMessage('refund.failed', { workId: refund.id });
    const decision = decide('refunded', aPayment('refunded', { work: [...workIn.refunded, refund] }), failed);
    expect(decision?.effects.map(({ params }) => params)).toMatchObject([
      { type: 'payment.duplicate_refund_failed', data: { amount: 99.98, refundId: refund.id } },
      { id: `refund-failed:${refund.id}`, reason: 'refund-failed' },
    ]);
    expect(decision?.context).toMatchObject({ refundedMinor: 9998 });
    expect(decision?.context.work.at(-1)).toMatchObject({ state: 'declined' });
  });

  test('is released when it is only authorized', () => {
    expect(seen(aPayment('processed'), aMessage('charge.authorized', second))).toBe('back');
  });

  test('does not count as a refund of the payment once it is refunded', () => {
    const duplicate = work('refund-duplicate-charge-2', { isDuplicateCharge: true });
    const payment = aPayment('processed', { work: [...workIn.processed, duplicate] });
    const decision = decide(
      'processed',
      payment,
      aMessage('refund.succeeded', { workId: duplicate.id, amountMinor: 9998 }),
    );
    expect(decision?.effects.map(({ params }) => params)).toMatchObject([
      { type: 'payment.duplicate_refunded', data: { amount: 99.98, refundId: duplicate.id, transactionId: 're_1' } },
    ]);
    expect(decision?.context).toMatchObject({ refundedMinor: 0, capturedMinor: 9998 });
    expect(refundableMinor(payment)).toBe(5998);
  });

  test('is not sent once the first one is known', () => {
    const waiting = work('charge-2', { state: 'ready', tries: 0 });
    const payment = aPayment('pending', { work: [work('charge-1', { state: 'absent' }), waiting] });
    expect(decide('pending', payment, aMessage('charge.succeeded'))?.context.work).toHaveLength(1);
  });
});

test('flags money of another currency for an operator', () => {
  expect(seen(aPayment('pending'), aMessage('charge.succeeded', { currency: 'EUR' }))).toBe('!');
});

describe('a challenge', () => {
  const challenged = aPayment('pending', {
    nextAction: { type: 'redirect', url: 'https://bank.example/3ds' },
    gatewayRef: 'pi_1',
    work: [work('charge-1', { state: 'unknown' }), work('void-abandoned', { amountMinor: 0 })],
  });

  test('opens a window for the customer', () => {
    const decision = decide('pending', aPayment('pending'), aMessage('charge.challenged'));
    expect(decision?.effects).toEqual([{ type: 'schedule', params: { timer: 'challengeWindow' } }]);
    expect(decision?.context).toMatchObject({ gatewayRef: 'pi_1', nextAction: { url: 'https://bank.example/3ds' } });
  });

  test('fails the payment once the abandoned charge is voided', () => {
    const decision = decide('pending', challenged, aMessage('void.succeeded', { workId: 'void-abandoned' }));
    expect(decision?.status).toBe('failed');
    expect(decision?.context).toMatchObject({ failureCode: 'AUTHENTICATION_ABANDONED' });
    expect(decision?.context.work.map(({ state }) => state)).toEqual(['absent', 'succeeded']);
  });

  test('is voided when the order is cancelled meanwhile', () => {
    const payment = { ...challenged, work: [work('charge-1', { state: 'unknown' })] };
    const closed = decide('pending', payment, aMessage('order.cancelled'));
    expect(closed?.effects).toContainEqual({
      type: 'void',
      params: { id: 'void-order-closed', reason: 'order-closed', gatewayRef: 'pi_1' },
    });
  });
});

describe('a refund that fails after it succeeded', () => {
  test('can be made again', () => {
    const payment = aPayment('refunded');
    const failed = decide('refunded', payment, aMessage('refund.failed'));
    expect(seen(payment, aMessage('refund.failed'))).toBe('!');
    expect(refundableMinor(failed?.context ?? payment)).toBe(9998);
    expect(seen(failed?.context ?? payment, aMessage('refund', { amountMinor: 9998 }))).toBe('*');
  });
});

test('counts a refund that was made at the gateway once', () => {
  const message = aMessage('refund.succeeded', { workId: 'refund-found-1', amountMinor: 100 });
  const once = decide('processed', aPayment('processed', { work: [] }), message)?.context;
  expect(once).toMatchObject({
    refundedMinor: 100,
    work: [{ id: 'refund-found-1', state: 'succeeded', amountMinor: 100, reason: 'made at the gateway' }],
  });
  expect(once && seen(once, message)).toBe('=');
});

test('refunds a capture that succeeds after the order was closed', () => {
  const closed = aPayment('authorized', { orderClosed: 'order.cancelled', work: [work('capture-1')] });
  const decision = decide('authorized', closed, aMessage('capture.succeeded'));
  expect(decision?.status).toBe('processed');
  expect(decision?.effects).toContainEqual(expect.objectContaining({ type: 'refund' }));
});

test('flags a declined void for an operator, unless a capture is under way', () => {
  const payment = aPayment('authorized', { work: [work('void-1')] });
  expect(seen(payment, aMessage('void.declined'))).toBe('!');
});

test('captures or voids an authorized payment, one at a time', () => {
  const idle = aPayment('authorized', { work: [work('charge-1', { state: 'succeeded' })] });
  expect(seen(idle, aMessage('capture'))).toBe('*');
  expect(seen(idle, aMessage('capture', { amountMinor: 9999 }))).toBe('-');
  expect(seen(idle, aMessage('void'))).toBe('*');
  expect(seen(aPayment('authorized'), aMessage('void'))).toBe('-');
});
