import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { type PaymentDocument, paymentVersions } from '../actors/payments/payment-document';
import { NewerVersion } from '../domain/errors';
import type { GatewayCharge } from '../ports/gateway';
import { isLive, toOrphan } from './compare-charges';
import { type ComparePayment, type ComparisonDependencies, isAtRest, toRecord } from './compare-payment';
import type { Disputes } from './disputes';

interface ReconcileDependencies extends ComparisonDependencies {
  compare: ComparePayment;
  disputes: Pick<Disputes, 'syncSince'>;
}

/** Longer than an authorization lives. */
const lookBackMs = 7 * 24 * 3600_000;
/** Clocks differ: the gateway is asked for this much more, so that a charge is never older than its list. */
const marginMs = 3600_000;
const pageMax = 200;

/**
 * Compares both sides of every payment that began, or whose money moved at the gateway, in the last seven days. It reads
 * each side once, holds the charges of these days in memory, and lets others run between two payments.
 */
export const createReconciliation = (dependencies: ReconcileDependencies) => async (): Promise<void> => {
  const { gateway, clock, store } = dependencies;
  const now = clock().getTime();
  const since = now - lookBackMs;
  const before = new Date(now - gateway.capabilities.quietMs);
  const charges = groupByPayment(await gateway.listCharges(new Date(since - marginMs)));

  const compareIfQuiet = async (payment: PaymentDocument, own: GatewayCharge[]): Promise<void> => {
    await yieldToOthers();
    if (payment.machineVersion > paymentVersions.known) return;
    const isQuiet = payment.updatedAt < before && own.every((charge) => isOlder(charge, before));
    if (isQuiet && isAtRest(payment, own)) await dependencies.compare(payment, own);
  };
  for await (const payment of readPaymentsSince(dependencies, new Date(since))) {
    const own = charges.get(payment._id) ?? [];
    charges.delete(payment._id);
    await compareIfQuiet(payment, own);
  }
  // What is left belongs to older payments whose money moved in these days, or to none.
  for (const [paymentId, own] of charges) {
    const payment = await store.read(paymentId).catch(undefinedIfNewer);
    if (payment) await compareIfQuiet(payment, own);
    else if (payment === null) await storeOrphans(dependencies, own, before);
  }
  await dependencies.disputes.syncSince(new Date(since));
};

/** A payment of a newer release is left to a process of that release. */
const undefinedIfNewer = (error: unknown): undefined => {
  if (error instanceof NewerVersion) return undefined;
  throw error;
};

/** A charge without our reference belongs to another system on the same account. */
const groupByPayment = (charges: GatewayCharge[]): Map<string, GatewayCharge[]> => {
  const groups = new Map<string, GatewayCharge[]>();
  for (const charge of charges) {
    if (!charge.reference) continue;
    const { paymentId } = charge.reference;
    const group = groups.get(paymentId);
    if (group) group.push(charge);
    else groups.set(paymentId, [charge]);
  }
  return groups;
};

async function* readPaymentsSince({ store }: ReconcileDependencies, since: Date): AsyncGenerator<PaymentDocument> {
  let after: string | undefined;
  for (;;) {
    const page = await store.list({ limit: pageMax, ...(after !== undefined && { after }) });
    const recent = page.filter(({ createdAt }) => createdAt >= since);
    yield* recent;
    after = page.at(-1)?._id;
    if (recent.length < pageMax) return;
  }
}

const isOlder = ({ createdAt, refunds }: GatewayCharge, before: Date): boolean =>
  createdAt < before && refunds.every((refund) => refund.createdAt < before);

const storeOrphans = async (
  { divergences, clock }: ReconcileDependencies,
  charges: GatewayCharge[],
  before: Date,
): Promise<void> => {
  const orphans = charges.filter((charge) => isLive(charge) && charge.status !== 'open' && isOlder(charge, before));
  for (const orphan of orphans.map(toOrphan)) await divergences.keep(toRecord(orphan, clock()));
};
