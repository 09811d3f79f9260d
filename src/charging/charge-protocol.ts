import type { ActorHost } from '../actors/host/actor-host';
import { withWork } from '../actors/host/apply-decision';
import { RetryLater } from '../actors/host/retry-later';
import type { PaymentDocument } from '../actors/payments/payment-document';
import type { WorkItem } from '../domain/actor-document';
import { newId } from '../domain/ids';
import { claimWorkItem, findWorkItem } from '../domain/work-item';
import { faultPoint } from '../observability/fault-point';
import type { Outcome, PaymentGateway } from '../ports/gateway';
import type { ActorStore } from '../ports/stores';
import { applyOutcome, type OutcomeDependencies } from './apply-outcome';
import { toGatewayRequest } from './gateway-request';

export interface ChargeDependencies extends OutcomeDependencies {
  store: ActorStore<PaymentDocument>;
  host: ActorHost<PaymentDocument>;
  orders: { isWaitingFor: (orderId: string, paymentId: string) => Promise<boolean> };
  gateway: PaymentGateway;
}

/** Sends of one key before we only ask: what failed so often says more by its absence. */
const sendsMax = 4;
const retryBaseMs = 500;

/**
 * Does one piece of gateway work: claim, send or ask, apply. At most one call is out for it, and a crash at any point
 * leaves a document that says what may have happened.
 * @throws Again while the outcome is unknown
 */
export const chargeProtocol = async (parts: ChargeDependencies, paymentId: string, due: WorkItem): Promise<void> => {
  if (!(await isStillWanted(parts, paymentId, due))) return;
  const taken = await claim(parts, paymentId, due.id);
  if (!taken) return;
  faultPoint('charge-claimed');

  const { payment, work } = taken;
  const outcome = await sendOrAsk(parts, payment, work);
  faultPoint('charge-sent');
  const retryInMs = chargeBackoffMs(work.tries);
  const isSettled = await applyOutcome(parts)(paymentId, work, outcome, retryInMs);
  faultPoint('outcome-committed');
  if (isSettled) return;
  const options = 'cause' in outcome ? { cause: outcome.cause } : {};
  throw new RetryLater(retryInMs, `${work.kind} ${paymentId}-${work.id} is ${outcome.kind}`, options);
};

/** An attempt that nobody has sent is dropped when the order does not wait for it any more. */
const isStillWanted = async (
  { store, orders, clock, send }: ChargeDependencies,
  paymentId: string,
  { kind, tries }: WorkItem,
) => {
  const payment = await store.load(paymentId);
  if (!payment || kind !== 'charge' || tries > 0) return true;
  if (await orders.isWaitingFor(payment.orderId, paymentId)) return true;
  await send(paymentId, { type: 'order.cancelled', commandId: newId(), time: clock(), actor: 'payment-service' });
  return false;
};

const claim = async ({ host, gateway, clock }: ChargeDependencies, paymentId: string, workId: string) => {
  const token = newId();
  const now = clock();
  const until = new Date(now.getTime() + 2 * gateway.capabilities.timeoutMs);
  const payment = await host.change(paymentId, { commandId: token }, (stored) => {
    const work = claimWorkItem(stored.work, { workId, token, now, until });
    return work ? withWork(stored, work, now) : stored;
  });
  const work = findWorkItem(payment.work, workId);
  return work?.claimedBy === token ? { payment, work } : null;
};

/**
 * Only the first try sends unasked, and only while its claim is good: a worker that was frozen may wake up when another
 * attempt has been made long ago. After it we look first, and send the same key again only where that cannot charge twice.
 */
const sendOrAsk = async (parts: ChargeDependencies, payment: PaymentDocument, work: WorkItem): Promise<Outcome> => {
  const instruction = toGatewayRequest(parts.vault, payment, work);
  const send = (): Promise<Outcome> =>
    isClaimOver(parts, work) ? Promise.resolve(tooLate) : parts.gateway.send(instruction).catch(asUnknown);
  if (work.tries === 1) return send();

  const found = await parts.gateway.find(instruction).catch(asUnknown);
  return found.kind === 'absent' && mayResend(parts, payment, work) ? send() : found;
};

const isClaimOver = ({ clock }: ChargeDependencies, { dueAt }: WorkItem): boolean =>
  dueAt !== undefined && dueAt <= clock();
const tooLate: Outcome = { kind: 'unknown', cause: new Error('The claim was over before anything was sent') };

/** Whatever is thrown says nothing about the money: it is unknown, never a decline. */
const asUnknown = (cause: unknown): Outcome => ({ kind: 'unknown', cause });

/**
 * A key protects a resend only while the gateway knows it; a charge that is proven absent gets a new key instead. What
 * nobody wants any more is not sent again.
 */
const mayResend = (
  { gateway, clock }: ChargeDependencies,
  { status, orderClosed }: PaymentDocument,
  { kind, tries, firstSentAt, absentSince }: WorkItem,
): boolean => {
  const { keyLifetimeMs, keepsFailedKeys, quietMs } = gateway.capabilities;
  const now = clock().getTime();
  const isKeyKnown = keepsFailedKeys && firstSentAt !== undefined && now - firstSentAt.getTime() < keyLifetimeMs;
  const isWanted = status === 'pending' && orderClosed === undefined;
  if (kind === 'charge') return isWanted && isKeyKnown && tries <= sendsMax;
  return isKeyKnown || (absentSince !== undefined && now - absentSince.getTime() >= quietMs);
};

/** Exponential, with as much jitter as delay; what stays open for long is asked about every ten minutes. */
const chargeBackoffMs = (tries: number): number => {
  const retryMaxMs = tries < 20 ? 30_000 : 600_000;
  return Math.round(
    Math.min(retryBaseMs * 2 ** (tries - 1), retryMaxMs) * (1 + Math.random()) * 0.5 + retryBaseMs * 0.5,
  );
};
