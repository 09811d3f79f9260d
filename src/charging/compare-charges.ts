import { deriveId } from '../actors/host/derived-id';
import type { WorkItem } from '../domain/actor-document';
import type { Divergence, DivergenceKind } from '../domain/divergence';
import type { Payment } from '../domain/payment';
import type { GatewayCharge, GatewayRefund } from '../ports/gateway';

/** A payment as the service has it, with its `gatewayRef` in the clear. */
export type OwnPayment = Pick<Payment, '_id' | 'orderId' | 'status' | 'amountMinor' | 'capturedMinor' | 'currency'> & {
  gatewayRef?: string | undefined;
  work: WorkItem[];
};

/** A divergence, with the gateway's handle of its subject and the work item to look up. */
export type FoundDivergence = Divergence & { ref: string; workId?: string | undefined };

/** Compares a payment with its charges at the gateway. Nothing of it may be in flight. */
export const compareCharges = (ours: OwnPayment, charges: GatewayCharge[]): FoundDivergence[] => {
  const own = charges.find(({ gatewayRef }) => gatewayRef === ours.gatewayRef);
  const others = charges.filter((charge) => charge !== own && isLive(charge) && !isGivenBack(ours, charge));
  if (!holdsMoney(ours)) return [own, ...others].flatMap((charge) => (charge ? unrecorded(ours, charge) : []));
  return [...ownCharge(ours, own), ...others.map((charge) => ofCharge(ours, 'second-charge', charge))];
};

/** Returns the divergence of a charge whose payment does not exist. */
export const toOrphan = ({ gatewayRef, reference, amountMinor, currency }: GatewayCharge): FoundDivergence => ({
  kind: 'charge-orphan',
  ref: gatewayRef,
  ...(reference && { paymentId: reference.paymentId }),
  detail: `The gateway charged ${amountMinor} ${currency} (minor units) for no payment of ours`,
});

/** Whether money of the charge is captured or authorized. */
export const isLive = ({ status, amountMinor, refunds }: GatewayCharge): boolean =>
  status === 'authorized' || (status === 'succeeded' && refundedOf(refunds) < amountMinor);

const refundedOf = (refunds: GatewayRefund[]): number =>
  refunds.filter(isDone).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
const isDone = ({ status }: GatewayRefund): boolean => status === 'succeeded';
const holdsMoney = ({ status }: OwnPayment): boolean =>
  status === 'authorized' || status === 'processed' || status === 'refunded';

/** Whether the payment knows the charge as a duplicate, which is being refunded or voided. */
const isGivenBack = ({ work }: OwnPayment, { reference }: GatewayCharge): boolean =>
  reference !== undefined &&
  work.some(({ id, isDuplicateCharge }) => isDuplicateCharge === true && id.endsWith(`-${reference.workId}`));

const unrecorded = (ours: OwnPayment, charge: GatewayCharge): FoundDivergence[] => {
  if (!isLive(charge)) return [];
  if (charge.currency !== ours.currency) return [ofCharge(ours, 'currency-mismatch', charge)];
  return [ofCharge(ours, 'charge-not-recorded', charge)];
};

const ownCharge = (ours: OwnPayment, own: GatewayCharge | undefined): FoundDivergence[] => {
  if (!own || (own.status !== 'succeeded' && own.status !== 'authorized')) return [missing(ours, own)];
  if (own.currency !== ours.currency) return [ofCharge(ours, 'currency-mismatch', own)];
  if (ours.status === 'authorized' && own.status === 'succeeded') return [ofCharge(ours, 'capture-not-recorded', own)];
  if (ours.status !== 'authorized' && own.status === 'authorized') return [ofCharge(ours, 'capture-missing', own)];
  const expected = ours.status === 'authorized' ? ours.amountMinor : ours.capturedMinor;
  const amount = expected === own.amountMinor ? [] : [ofCharge(ours, 'amount-mismatch', own)];
  return [...amount, ...refundsOf(ours, own.refunds)];
};

const refundsOf = (ours: OwnPayment, refunds: GatewayRefund[]): FoundDivergence[] => {
  const own = new Map(ours.work.map((item) => [item.id, item]));
  const byWorkId = new Map(refunds.map((refund) => [toWorkId(own, refund), refund]));
  const counted = ours.work.filter(isCounted);
  const countedIds = new Set(counted.map(({ id }) => id));
  const unknown = [...byWorkId].filter(([workId, refund]) => isDone(refund) && !countedIds.has(workId));
  return [
    ...counted.flatMap((item) => compareRefund(ours, item, byWorkId.get(item.id))),
    ...unknown.map(([workId, refund]) => ofRefund(ours, 'refund-not-recorded', refund, workId)),
  ];
};

const isCounted = ({ kind, state, isDuplicateCharge }: WorkItem): boolean =>
  kind === 'refund' && state === 'succeeded' && isDuplicateCharge !== true;

const compareRefund = (
  ours: OwnPayment,
  { id, amountMinor = 0 }: WorkItem,
  refund: GatewayRefund | undefined,
): FoundDivergence[] => {
  if (!refund) {
    const detail = `The service counts a refund of ${amountMinor} (minor units) that the gateway does not have`;
    return [{ ...about(ours), kind: 'refund-missing', ref: id, workId: id, detail }];
  }
  if (refund.status === 'failed') return [ofRefund(ours, 'refund-failed', refund, id)];
  return refund.amountMinor === amountMinor ? [] : [ofRefund(ours, 'refund-amount-mismatch', refund, id)];
};

/** The work item that a refund is, or becomes: one made at the gateway gets an id derived from its handle. */
const toWorkId = (own: Map<string, WorkItem>, { reference, refundRef }: GatewayRefund): string =>
  own.get(reference?.workId ?? '')?.id ?? `refund-found-${deriveId(refundRef)}`;

const about = ({ _id: paymentId, orderId }: OwnPayment) => ({ paymentId, orderId });

const missing = (ours: OwnPayment, own: GatewayCharge | undefined): FoundDivergence => ({
  ...about(ours),
  kind: 'charge-missing',
  ref: ours.gatewayRef ?? '',
  detail: `The payment is ${ours.status}; at the gateway its charge is ${own?.status ?? 'not there'}`,
});

const ofCharge = (ours: OwnPayment, kind: DivergenceKind, charge: GatewayCharge): FoundDivergence => ({
  ...about(ours),
  kind,
  ref: charge.gatewayRef,
  workId: charge.reference?.workId,
  detail: `The payment is ${ours.status} with ${ours.capturedMinor} of ${ours.amountMinor} ${ours.currency} captured; the gateway says ${charge.status}, ${charge.amountMinor} ${charge.currency} (minor units)`,
});

const ofRefund = (ours: OwnPayment, kind: DivergenceKind, refund: GatewayRefund, workId: string): FoundDivergence => ({
  ...about(ours),
  kind,
  ref: refund.refundRef,
  workId,
  detail: `The gateway says ${refund.status} of a refund of ${refund.amountMinor} (minor units)`,
});
