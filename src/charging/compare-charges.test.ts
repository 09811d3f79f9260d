import type { WorkItem } from '../domain/actor-document';
import type { DivergenceKind } from '../domain/divergence';
import type { GatewayCharge, GatewayRefund } from '../ports/gateway';
import { compareCharges, isLive, type OwnPayment, toOrphan } from './compare-charges';

const at = new Date(0);
const refundWork = (change: Partial<WorkItem> = {}): WorkItem => ({
  id: 'refund-1',
  kind: 'refund',
  state: 'succeeded',
  amountMinor: 400,
  createdAt: at,
  commandId: 'c',
  askedBy: 'admin',
  tries: 1,
  ...change,
});
const ours = (change: Partial<OwnPayment> = {}): OwnPayment => ({
  _id: 'p',
  orderId: 'o',
  status: 'processed',
  amountMinor: 1000,
  capturedMinor: 1000,
  currency: 'USD',
  gatewayRef: 'pi_own',
  work: [],
  ...change,
});
const charge = (change: Partial<GatewayCharge> = {}): GatewayCharge => ({
  gatewayRef: 'pi_own',
  status: 'succeeded',
  amountMinor: 1000,
  currency: 'USD',
  createdAt: at,
  reference: { paymentId: 'p', workId: 'charge-1' },
  refunds: [],
  ...change,
});
const refund = (change: Partial<GatewayRefund> = {}): GatewayRefund => ({
  refundRef: 're_1',
  amountMinor: 400,
  status: 'succeeded',
  createdAt: at,
  reference: { paymentId: 'p', workId: 'refund-1' },
  ...change,
});
const second = charge({ gatewayRef: 'pi_2', reference: { paymentId: 'p', workId: 'charge-2' } });
const isBack = [refund({ amountMinor: 1000 })];
const failed = ours({ status: 'failed', capturedMinor: 0, gatewayRef: undefined });
const held = ours({ status: 'authorized', capturedMinor: 0 });
const withRefund = ours({ work: [refundWork()] });

const agreements: [string, OwnPayment, GatewayCharge[]][] = [
  ['a charge', ours(), [charge()]],
  ['a hold', held, [charge({ status: 'authorized' })]],
  ['a refund', withRefund, [charge({ refunds: [refund()] })]],
  [
    'a refund that failed on both sides',
    ours({ work: [refundWork({ state: 'declined' })] }),
    [charge({ refunds: [refund({ status: 'failed' })] })],
  ],
  ['a decline', failed, [charge({ status: 'declined', amountMinor: 0 })]],
  ['a charge that was never made', failed, []],
  ['a second charge that was refunded', ours(), [charge(), { ...second, refunds: isBack }]],
  [
    'a second charge whose refund is under way',
    ours({ work: [refundWork({ id: 'refund-duplicate-charge-2', isDuplicateCharge: true })] }),
    [charge(), second],
  ],
];
describe('the comparison of charges', () => {
  test.each(agreements)('finds no divergence in %s', (_name, payment, charges) => {
    expect(compareCharges(payment, charges)).toEqual([]);
  });

  const divergences: [DivergenceKind, OwnPayment, GatewayCharge[]][] = [
    ['charge-missing', ours(), []],
    ['charge-missing', held, [charge({ status: 'voided' })]],
    ['charge-not-recorded', failed, [charge()]],
    ['charge-not-recorded', failed, [charge({ status: 'authorized' })]],
    ['second-charge', ours(), [charge(), second]],
    ['capture-missing', ours(), [charge({ status: 'authorized' })]],
    ['capture-not-recorded', held, [charge()]],
    ['amount-mismatch', ours(), [charge({ amountMinor: 999 })]],
    ['amount-mismatch', held, [charge({ status: 'authorized', amountMinor: 1001 })]],
    ['currency-mismatch', ours(), [charge({ currency: 'EUR' })]],
    ['currency-mismatch', failed, [charge({ currency: 'EUR' })]],
    ['refund-missing', withRefund, [charge()]],
    ['refund-not-recorded', ours(), [charge({ refunds: [refund()] })]],
    ['refund-failed', withRefund, [charge({ refunds: [refund({ status: 'failed' })] })]],
    ['refund-amount-mismatch', withRefund, [charge({ refunds: [refund({ amountMinor: 399 })] })]],
  ];
  test.each(divergences)('finds %s, and nothing else', (kind, payment, charges) => {
    const found = compareCharges(payment, charges);
    expect(found).toMatchObject([{ kind, paymentId: 'p', orderId: 'o', ref: expect.stringMatching(/./) }]);
  });

  test('names the payment that an orphan refers to', () => {
    expect(toOrphan(charge())).toMatchObject({ kind: 'charge-orphan', ref: 'pi_own', paymentId: 'p' });
  });

  test('counts a fully refunded charge as not live', () => {
    expect([isLive(charge()), isLive(charge({ refunds: isBack }))]).toEqual([true, false]);
  });
});
