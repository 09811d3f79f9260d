import type { ActorHost } from '../actors/host/actor-host';
import { withWork } from '../actors/host/apply-decision';
import { RetryLater } from '../actors/host/retry-later';
import type { PaymentDocument } from '../actors/payments/payment-document';
import type { WorkItem } from '../domain/actor-document';
import { newId } from '../domain/ids';
import { claimWorkItem, countTriesOfAttempt, findWorkItem } from '../domain/work-item';
import { faultPoint } from '../observability/fault-point';
import { CredentialsRefused, type Outcome } from '../ports/gateway';
import type { ActorStore } from '../ports/stores';
import { applyOutcome, type OutcomeDependencies, type WorkOutcome } from './apply-outcome';
import { type GatewayCircuit, toProbeMs } from './gateway-circuit';
import { toGatewayRequest } from './gateway-request';

export interface ChargeDependencies extends OutcomeDependencies {
  store: ActorStore<PaymentDocument>;
  host: ActorHost<PaymentDocument>;
  orders: { isWaitingFor: (orderId: string, paymentId: string) => Promise<boolean> };
  gateway: GatewayCircuit;
}

/** Sends under one key before the work is only looked up: what failed so often says more by its absence. */
const sendsMax = 4;
const retryBaseMs = 500;

/**
 * Runs one work item at the gateway: claim, send or look up, apply. At most one call is out for it, and a crash at any
 * point leaves a document that says what may have happened.
 * @throws RetryLater while the outcome is unknown
 */
export const chargeProtocol = async (parts: ChargeDependencies, paymentId: string, due: WorkItem): Promise<void> => {
  if (parts.gateway.isOpen()) return settle(parts, paymentId, due, { kind: 'blocked' });
  if (!(await isStillWanted(parts, paymentId, due))) return;
  const taken = await claim(parts, paymentId, due.id);
  if (!taken) return;
  faultPoint('charge-claimed');

  const { payment, work } = taken;
  const outcome = await sendOrFind(parts, payment, work);
  faultPoint('charge-sent');
  await settle(parts, paymentId, work, outcome);
};

/** Applies the outcome. @throws RetryLater unless the work is over */
const settle = async (
  parts: ChargeDependencies,
  paymentId: string,
  work: WorkItem,
  outcome: WorkOutcome,
): Promise<void> => {
  const retryInMs = outcome.kind === 'blocked' ? withJitter(toProbeMs(parts.gateway)) : toRetryMs(work, outcome);
  const isOver = await applyOutcome(parts)(paymentId, work, outcome, retryInMs);
  faultPoint('outcome-committed');
  if (isOver) return;
  const options = 'cause' in outcome ? { cause: outcome.cause } : {};
  throw new RetryLater(retryInMs, `${work.kind} ${paymentId}-${work.id} is ${outcome.kind}`, options);
};

/** An attempt that was never sent is dropped when the order no longer waits for it. */
const isStillWanted = async (
  { store, orders, clock, send }: ChargeDependencies,
  paymentId: string,
  { id, kind, tries }: WorkItem,
) => {
  const payment = await store.load(paymentId);
  if (!payment || kind !== 'charge' || tries > 0) return true;
  if (await orders.isWaitingFor(payment.orderId, paymentId)) return true;
  // The cached payment may be old: an order that this payment has paid does not wait for it, either.
  const current = await store.read(paymentId);
  if (!current || findWorkItem(current.work, id)?.tries !== 0) return true;
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
 * Only the first try sends without a look-up, and only while its claim is good: a worker that was frozen may wake up long
 * after another attempt was made. Later tries look first, and send only where that cannot move the money twice.
 */
const sendOrFind = async (
  parts: ChargeDependencies,
  payment: PaymentDocument,
  work: WorkItem,
): Promise<WorkOutcome> => {
  const request = prepare(parts, payment, work);
  if (request instanceof Error) return { kind: 'unknown', cause: request };
  const toOutcome = (cause: unknown): WorkOutcome => toFailure(cause, work);
  const send = async (): Promise<WorkOutcome> =>
    isClaimOver(parts, work) ? tooLate : parts.gateway.send(request).catch(toOutcome);
  if (work.tries === 1) return send();

  const found = await parts.gateway.find(request).catch(toOutcome);
  return found.kind === 'absent' && maySend(parts, payment, work) ? send() : found;
};

/** Returns what is sent, or the error of an envelope that does not open: it stays for an operator. */
const prepare = (
  { vault }: ChargeDependencies,
  payment: PaymentDocument,
  work: WorkItem,
): ReturnType<typeof toGatewayRequest> | Error => {
  try {
    return toGatewayRequest(vault, payment, work);
  } catch (cause) {
    return new Error(`What pays ${payment._id} cannot be decrypted`, { cause });
  }
};

const isClaimOver = ({ clock }: ChargeDependencies, { dueAt }: WorkItem): boolean =>
  dueAt !== undefined && dueAt <= clock();
const tooLate: Outcome = { kind: 'unknown', cause: new Error('The claim was over before anything was sent') };

/** Refused credentials mean that nothing was done. Any other error says nothing about the money, and is no decline. */
const toFailure = (cause: unknown, { claimedBy: claim }: WorkItem): WorkOutcome =>
  cause instanceof CredentialsRefused ? { kind: 'blocked', claim } : { kind: 'unknown', cause };

/**
 * A new attempt may be sent, and a key again while the gateway knows it. What the gateway keeps under the key, such as
 * an error, would be repeated for ever: after some sends the work is only looked up, until its absence opens a new
 * attempt. A charge that the order no longer wants is not sent again.
 */
const maySend = (
  { gateway, clock }: ChargeDependencies,
  { status, orderClosed }: PaymentDocument,
  work: WorkItem,
): boolean => {
  const { kind, firstSentAt } = work;
  if (kind === 'charge' && (status !== 'pending' || orderClosed !== undefined)) return false;
  const triesOfAttempt = countTriesOfAttempt(work);
  if (triesOfAttempt === 1) return true;
  const { keyLifetimeMs, keepsFailedKeys } = gateway.capabilities;
  const isKeyKnown = firstSentAt !== undefined && clock().getTime() - firstSentAt.getTime() < keyLifetimeMs;
  return keepsFailedKeys && isKeyKnown && triesOfAttempt <= sendsMax;
};

/** Returns when to look again. What the gateway is working on, such as a refund, may take days. */
const toRetryMs = ({ kind, tries }: WorkItem, outcome: WorkOutcome): number => {
  if (outcome.kind === 'pending' && kind !== 'charge') return withJitter(backoffMs(pendingBaseMs, tries, 3600_000));
  return withJitter(backoffMs(retryBaseMs, tries, tries < 20 ? 30_000 : 600_000));
};

const pendingBaseMs = 30_000;
const backoffMs = (baseMs: number, tries: number, maxMs: number): number =>
  Math.min(baseMs * 2 ** Math.max(0, tries - 1), maxMs);

/** Half of the time, and as much again by chance, so that retries spread. */
const withJitter = (ms: number): number => Math.round(ms * (1 + Math.random()) * 0.5 + retryBaseMs * 0.5);
