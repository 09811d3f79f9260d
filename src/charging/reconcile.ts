import type { PaymentDocument } from '../actors/payments/payment-document';
import type { WorkItem } from '../domain/actor-document';
import { newId } from '../domain/ids';
import { isOpen } from '../domain/work-item';
import type { Clock } from '../ports/clock';
import type { GatewayCharge, GatewayRefund, Outcome, PaymentGateway } from '../ports/gateway';
import type { ActorStore, DivergenceStore, StoredDivergence } from '../ports/stores';
import type { Vault } from '../ports/vault';
import { applyOutcome, type OutcomeDependencies } from './apply-outcome';
import { compareCharges, type FoundDivergence, isLive, type OwnPayment, toOrphan } from './compare-charges';
import { deriveId } from './derived-id';
import type { SyncRequest, SyncResult } from './sync-with-gateway';

export interface ReconcileDependencies extends OutcomeDependencies {
  store: Pick<ActorStore<PaymentDocument>, 'list' | 'read'>;
  divergences: DivergenceStore;
  gateway: PaymentGateway;
  sync: (hearing: SyncRequest) => Promise<SyncResult>;
}

/** Longer than an authorization lives. */
const lookBackMs = 7 * 24 * 3600_000;
/** Clocks differ: the gateway is asked for this much more, so that a charge is never older than its list. */
const marginMs = 3600_000;
const pageMax = 200;
const gatewayWork = new Set(['charge', 'capture', 'void', 'refund']);

/** One comparison of the gateway's side and ours. A divergence is kept once and repaired at most once. */
export const createReconciliation = (parts: ReconcileDependencies) => async (): Promise<void> => {
  const { gateway, clock } = parts;
  const since = clock().getTime() - lookBackMs;
  const settledBefore = new Date(clock().getTime() - gateway.capabilities.quietMs);
  const charges = await gateway.listCharges(new Date(since - marginMs));
  const byPayment = groupedByPayment(charges);

  for await (const payment of paymentsSince(parts, new Date(since))) {
    const own = byPayment.get(payment._id) ?? [];
    byPayment.delete(payment._id);
    if (isAtRest(payment, own, settledBefore)) await repairDivergences(parts, payment, own);
  }
  for (const [paymentId, left] of byPayment) await keepOrphans(parts, paymentId, left, settledBefore);
};

const groupedByPayment = (charges: GatewayCharge[]): Map<string | undefined, GatewayCharge[]> => {
  const groups = new Map<string | undefined, GatewayCharge[]>();
  for (const charge of charges) {
    const paymentId = charge.reference?.paymentId;
    groups.set(paymentId, [...(groups.get(paymentId) ?? []), charge]);
  }
  return groups;
};

async function* paymentsSince({ store }: ReconcileDependencies, since: Date): AsyncGenerator<PaymentDocument> {
  let after: string | undefined;
  for (;;) {
    const page = await store.list({ limit: pageMax, ...(after !== undefined && { after }) });
    const recent = page.filter(({ createdAt }) => createdAt >= since);
    yield* recent;
    after = page.at(-1)?._id;
    if (recent.length < pageMax) return;
  }
}

/** Nothing is on its way, and both sides have been quiet for long enough to be seen. */
const isAtRest = ({ work, updatedAt }: PaymentDocument, charges: GatewayCharge[], before: Date): boolean =>
  updatedAt < before &&
  !work.some((one) => gatewayWork.has(one.kind) && isOpen(one)) &&
  charges.every((charge) => isQuiet(charge, before));

const isQuiet = ({ createdAt, status, refunds }: GatewayCharge, before: Date): boolean =>
  createdAt < before &&
  status !== 'open' &&
  refunds.every((refund) => refund.createdAt < before && refund.status !== 'open');

/** What is left belongs to a payment from before the window, or to none. */
const keepOrphans = async (
  parts: ReconcileDependencies,
  paymentId: string | undefined,
  charges: GatewayCharge[],
  before: Date,
): Promise<void> => {
  if (paymentId !== undefined && (await parts.store.read(paymentId))) return;
  const found = charges.filter((charge) => isLive(charge) && isQuiet(charge, before)).map(toOrphan);
  for (const one of found) await parts.divergences.keep(recordOf(one, parts.clock()));
};

const repairDivergences = async (
  parts: ReconcileDependencies,
  payment: PaymentDocument,
  charges: GatewayCharge[],
): Promise<void> => {
  for (const found of compareCharges(ourSide(parts.vault, payment), charges)) {
    const kept = await parts.divergences.keep(recordOf(found, parts.clock()));
    if (kept.triedAt === undefined) await repair(parts, kept, found, charges);
  }
};

/** Repairs it by what any news of it would do, and looks again. What cannot be repaired needs a person. */
const repair = async (
  parts: ReconcileDependencies,
  { _id }: StoredDivergence,
  found: FoundDivergence,
  charges: GatewayCharge[],
): Promise<void> => {
  const { store, divergences, vault, clock } = parts;
  const { paymentId = '' } = found;
  if (!(await takeGatewaySide(parts, found, charges))) return;
  const payment = await store.read(paymentId);
  const left = payment ? compareCharges(ourSide(vault, payment), charges) : [];
  const isLeft = left.some((one) => recordIdOf(one) === _id);
  if (isLeft) await parts.send(paymentId, { type: 'divergence.found', ...envelope(clock) });
  await divergences.note(_id, { triedAt: clock(), ...(!isLeft && { repairedAt: clock() }) });
};

/** Whether the gateway's side is taken over, as far as it can be; false when the gateway could not tell. */
const takeGatewaySide = async (
  parts: ReconcileDependencies,
  found: FoundDivergence,
  charges: GatewayCharge[],
): Promise<boolean> => {
  const { kind, paymentId = '', workId = '', ref } = found;
  const charge = charges.find(({ gatewayRef }) => gatewayRef === ref);
  const refund = charges.flatMap(({ refunds }) => refunds).find(({ refundRef }) => refundRef === ref);
  const take = (work: Pick<WorkItem, 'id' | 'kind'>, outcome: Outcome) =>
    applyOutcome(parts)(paymentId, { ...work, state: 'unknown' }, outcome, 0);

  if (kind === 'second-charge' && charge) return take({ id: workId, kind: 'charge' }, toChargeOutcome(charge));
  if (kind === 'capture-not-recorded' && charge)
    return take({ id: 'capture-found', kind: 'capture' }, toChargeOutcome(charge));
  if (kind === 'refund-not-recorded' && refund)
    return take({ id: workId, kind: 'refund' }, toRefundOutcome(refund, charges));
  const heard = await parts.sync({ paymentId, workId, gatewayRef: charge?.gatewayRef, waitsForReply: false });
  return heard !== 'pending';
};

const toChargeOutcome = ({
  status,
  amountMinor,
  currency,
  gatewayRef,
  transactionId = '',
}: GatewayCharge): Outcome => ({
  kind: status === 'authorized' ? 'authorized' : 'succeeded',
  amountMinor,
  currency,
  transactionId,
  gatewayRef,
});

const toRefundOutcome = ({ refundRef, amountMinor }: GatewayRefund, charges: GatewayCharge[]): Outcome => {
  const charge = charges.find(({ refunds }) => refunds.some((one) => one.refundRef === refundRef));
  const { currency = '', gatewayRef = '' } = charge ?? {};
  return { kind: 'succeeded', amountMinor, currency, transactionId: refundRef, gatewayRef };
};

const envelope = (clock: Clock) => ({ commandId: newId(), time: clock(), actor: 'payment-service' });

const ourSide = (vault: Vault, { gatewayRef, ...payment }: PaymentDocument): OwnPayment => ({
  ...payment,
  gatewayRef: gatewayRef && vault.open(gatewayRef),
});

const recordOf = (found: FoundDivergence, firstSeenAt: Date): StoredDivergence => {
  const { ref: _handle, workId: _asked, ...divergence } = found;
  return { _id: recordIdOf(found), ...divergence, firstSeenAt };
};

const recordIdOf = ({ kind, paymentId = '', ref }: FoundDivergence): string => deriveId(paymentId, kind, ref);
