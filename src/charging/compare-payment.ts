import { deriveId } from '../actors/host/derived-id';
import type { PaymentDocument } from '../actors/payments/payment-document';
import type { WorkItem } from '../domain/actor-document';
import { newId } from '../domain/ids';
import { isOpen } from '../domain/work-item';
import type { GatewayCharge, GatewayRefund, Outcome, PaymentGateway } from '../ports/gateway';
import type { ActorStore, DivergenceStore, StoredDivergence } from '../ports/stores';
import type { Vault } from '../ports/vault';
import { applyOutcome, type OutcomeDependencies } from './apply-outcome';
import { compareCharges, type FoundDivergence, type OwnPayment } from './compare-charges';
import type { SyncRequest, SyncResult } from './sync-with-gateway';

export interface ComparisonDependencies extends OutcomeDependencies {
  store: Pick<ActorStore<PaymentDocument>, 'list' | 'read'>;
  divergences: DivergenceStore;
  gateway: PaymentGateway;
  sync: (request: SyncRequest) => Promise<SyncResult>;
}

/** Compares one payment with its charges at the gateway; a divergence is stored once and repaired at most once. */
export type ComparePayment = (payment: PaymentDocument, charges: GatewayCharge[]) => Promise<void>;

const gatewayWork = new Set(['charge', 'capture', 'void', 'refund']);

/** Whether nothing of the payment is on its way to or from the gateway: only then the two sides can be compared. */
export const isAtRest = ({ work }: PaymentDocument, charges: GatewayCharge[]): boolean =>
  !work.some((item) => gatewayWork.has(item.kind) && isOpen(item)) &&
  charges.every(({ status, refunds }) => status !== 'open' && refunds.every((refund) => refund.status !== 'open'));

/** Creates the comparison of one payment. What it repairs, it repairs by the messages that a webhook would cause. */
export const createPaymentComparison =
  (dependencies: ComparisonDependencies): ComparePayment =>
  async (payment, charges) => {
    const { vault, divergences, clock } = dependencies;
    for (const found of compareCharges(toOwnPayment(vault, payment), charges)) {
      const stored = await divergences.keep(toRecord(found, clock()));
      if (stored.triedAt === undefined) await repair(dependencies, stored, found, charges);
    }
  };

/** Takes the gateway's side over and compares again. What is left needs an operator. */
const repair = async (
  dependencies: ComparisonDependencies,
  { _id }: StoredDivergence,
  found: FoundDivergence,
  charges: GatewayCharge[],
): Promise<void> => {
  const { store, divergences, vault, clock, send } = dependencies;
  const { paymentId = '' } = found;
  if (!(await takeGatewaySide(dependencies, found, charges))) return;
  const payment = await store.read(paymentId);
  const left = payment ? compareCharges(toOwnPayment(vault, payment), charges) : [];
  const isLeft = left.some((divergence) => toRecordId(divergence) === _id);
  const time = clock();
  if (isLeft) await send(paymentId, { type: 'divergence.found', commandId: newId(), time, actor: 'payment-service' });
  await divergences.note(_id, { triedAt: time, ...(!isLeft && { repairedAt: time }) });
};

/** Whether the gateway's side is taken over, as far as possible; false when the gateway gave no answer. */
const takeGatewaySide = async (
  dependencies: ComparisonDependencies,
  { kind, paymentId = '', workId = '', ref }: FoundDivergence,
  charges: GatewayCharge[],
): Promise<boolean> => {
  const charge = charges.find(({ gatewayRef }) => gatewayRef === ref);
  const apply = (work: Pick<WorkItem, 'id' | 'kind'>, outcome: Outcome) =>
    applyOutcome(dependencies)(paymentId, { ...work, state: 'unknown' }, outcome, 0);

  if (charge && kind === 'second-charge') return apply({ id: workId, kind: 'charge' }, toChargeOutcome(charge));
  if (charge && kind === 'capture-not-recorded') {
    return apply({ id: 'capture-found', kind: 'capture' }, toChargeOutcome(charge));
  }
  // An authorization that the gateway has cancelled, or let expire.
  if (charge?.status === 'voided' && kind === 'charge-missing') {
    return apply({ id: 'void-found', kind: 'void' }, { ...toChargeOutcome(charge), kind: 'succeeded' });
  }
  const refunded = kind === 'refund-not-recorded' ? findRefund(charges, ref) : undefined;
  if (refunded) return apply({ id: workId, kind: 'refund' }, toRefundOutcome(refunded));
  const result = await dependencies.sync({ paymentId, workId, gatewayRef: charge?.gatewayRef, waitsForReply: false });
  return result !== 'pending';
};

const toChargeOutcome = ({ status, amountMinor, currency, gatewayRef, transactionId = '' }: GatewayCharge) => ({
  kind: status === 'authorized' ? ('authorized' as const) : ('succeeded' as const),
  amountMinor,
  currency,
  transactionId,
  gatewayRef,
});

interface FoundRefund {
  refund: GatewayRefund;
  charge: GatewayCharge;
}

const findRefund = (charges: GatewayCharge[], ref: string): FoundRefund | undefined => {
  for (const charge of charges) {
    const refund = charge.refunds.find(({ refundRef }) => refundRef === ref);
    if (refund) return { refund, charge };
  }
  return undefined;
};

const toRefundOutcome = ({ refund, charge }: FoundRefund): Outcome => ({
  kind: 'succeeded',
  amountMinor: refund.amountMinor,
  currency: charge.currency,
  transactionId: refund.refundRef,
  gatewayRef: charge.gatewayRef,
});

const toOwnPayment = (vault: Vault, { gatewayRef, ...payment }: PaymentDocument): OwnPayment => ({
  ...payment,
  gatewayRef: gatewayRef && vault.open(gatewayRef, payment._id),
});

/** Returns the record of a divergence. Its id is derived from what it is about, so that finding it twice stores it once. */
export const toRecord = (found: FoundDivergence, firstSeenAt: Date): StoredDivergence => {
  const { ref: _ref, workId: _workId, ...divergence } = found;
  return { _id: toRecordId(found), ...divergence, isOpen: true, firstSeenAt };
};

const toRecordId = ({ kind, paymentId = '', ref }: FoundDivergence): string => deriveId(paymentId, kind, ref);
