import { newId } from '../domain/ids';
import type { Work } from '../machines/actor-document';
import type { PaymentMessage } from '../machines/payment/payment-messages';
import { claimed, workOf } from '../machines/work';
import { reach } from '../observability/fault-point';
import type { ActorHost } from './actor-host';
import { Again } from './again';
import { withWork } from './next-document';
import type { PaymentDocument } from './payment-document';
import type { ActorStore, Clock, Instruction, Outcome, PaymentGateway, Vault } from './ports';

export interface Charging {
  store: ActorStore<PaymentDocument>;
  host: ActorHost<PaymentDocument>;
  orders: { awaits: (orderId: string, paymentId: string) => Promise<boolean> };
  gateway: PaymentGateway;
  vault: Vault;
  clock: Clock;
  tell: (paymentId: string, message: PaymentMessage) => Promise<PaymentDocument>;
}

/** Sends of one key before we only ask: what failed so often says more by its absence. */
const sendsMax = 4;
const retryBaseMs = 500;
const retryMaxMs = 30_000;

/**
 * Does one piece of gateway work: claim, send or ask, apply. At most one call is out for it, and a crash at any point
 * leaves a document that says what may have happened.
 * @throws Again while the outcome is unknown
 */
export const chargeProtocol = async (parts: Charging, paymentId: string, workId: string): Promise<void> => {
  if (!(await isStillWanted(parts, paymentId, workId))) return;
  const taken = await claim(parts, paymentId, workId);
  if (!taken) return;
  reach('charge-claimed');

  const outcome = await sendOrAsk(parts, taken.payment, taken.work);
  reach('charge-sent');
  await apply(parts, taken.payment, taken.work, outcome);
  reach('outcome-committed');
};

/** An attempt that nobody has sent is dropped when the order does not wait for it any more. */
const isStillWanted = async ({ store, orders, clock, tell }: Charging, paymentId: string, workId: string) => {
  const payment = await store.load(paymentId);
  const work = payment && workOf(payment.work, workId);
  if (!payment || work?.kind !== 'charge' || work.tries > 0) return true;
  if (await orders.awaits(payment.orderId, paymentId)) return true;
  await tell(paymentId, { type: 'order.cancelled', commandId: newId(), time: clock(), actor: 'payment-service' });
  return false;
};

const claim = async ({ host, gateway, clock }: Charging, paymentId: string, workId: string) => {
  const token = newId();
  const now = clock();
  const until = new Date(now.getTime() + 2 * gateway.capabilities.timeoutMs);
  const payment = await host.change(paymentId, { commandId: token }, (stored) => {
    const work = claimed(stored.work, { workId, token, now, until });
    return work ? withWork(stored, work, now) : stored;
  });
  const work = workOf(payment.work, workId);
  return work?.claimedBy === token ? { payment, work } : null;
};

/** Only the first try sends unasked. After it we look first, and send the same key again only while it must be known. */
const sendOrAsk = async (parts: Charging, payment: PaymentDocument, work: Work): Promise<Outcome> => {
  const instruction = instructionFor(parts.vault, payment, work);
  if (work.tries === 1) return parts.gateway.send(instruction).catch(asUnknown);

  const found = await parts.gateway.find(instruction).catch(asUnknown);
  return found.kind === 'absent' && mayResend(parts, work) ? parts.gateway.send(instruction).catch(asUnknown) : found;
};

/** Whatever is thrown says nothing about the money: it is unknown, never a decline. */
const asUnknown = (cause: unknown): Outcome => ({ kind: 'unknown', cause });

const mayResend = ({ gateway, clock }: Charging, { kind, tries, firstSentAt, absentSince }: Work): boolean => {
  const { keyLifetimeMs, quietMs } = gateway.capabilities;
  const now = clock().getTime();
  const isKeyKnown = firstSentAt !== undefined && now - firstSentAt.getTime() < keyLifetimeMs;
  if (kind === 'charge') return isKeyKnown && tries <= sendsMax;
  return isKeyKnown || (absentSince !== undefined && now - absentSince.getTime() >= quietMs);
};

const instructionFor = (vault: Vault, payment: PaymentDocument, work: Work): Instruction => ({
  kind: work.kind as Instruction['kind'],
  key: `${payment._id}-${work.id}`,
  reference: { orderId: payment.orderId, paymentId: payment._id, workId: work.id },
  amountMinor: work.amountMinor ?? payment.amountMinor,
  currency: payment.currency,
  paymentMethod: payment.paymentMethod,
  capture: payment.capture,
  ...(work.kind === 'charge' && payment.sealedToken !== undefined && { cardToken: vault.open(payment.sealedToken) }),
  ...(work.kind !== 'charge' && payment.gatewayRef !== undefined && { gatewayRef: payment.gatewayRef }),
});

/** The one place where an outcome becomes a fact of the payment. The first one wins; the rest are recorded. */
const apply = async (
  { gateway, clock, tell }: Charging,
  payment: PaymentDocument,
  { id: workId, kind, tries }: Work,
  { kind: came, ...outcome }: Outcome,
): Promise<void> => {
  const time = clock();
  const retryInMs = backoffMs(tries);
  const isUnsettled = came === 'unknown' || came === 'absent' || came === 'challenged';
  await tell(payment._id, {
    ...withoutCause(outcome),
    type: `${kind}.${came}`,
    workId,
    ...(isUnsettled && { retryAt: new Date(time.getTime() + retryInMs) }),
    ...(came === 'absent' && { quietMs: gateway.capabilities.quietMs }),
    commandId: newId(),
    time,
    actor: 'payment-service',
  } as PaymentMessage);
  if (!isUnsettled) return;
  const options = 'cause' in outcome ? { cause: outcome.cause } : {};
  throw new Again(retryInMs, `${kind} ${payment._id}-${workId} is ${came}`, options);
};

const withoutCause = (outcome: object): object => {
  const { cause: _cause, ...said } = outcome as { cause?: unknown };
  return said;
};

/** Exponential, with as much jitter as delay. */
const backoffMs = (tries: number): number =>
  Math.round(Math.min(retryBaseMs * 2 ** (tries - 1), retryMaxMs) * (1 + Math.random()) * 0.5 + retryBaseMs * 0.5);
