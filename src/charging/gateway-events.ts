import type { StoredCards } from '../actors/cards/stored-cards';
import type { CommitWaiter } from '../actors/host/commit-waiter';
import type { PaymentDocument } from '../actors/payments/payment-document';
import { NewerVersion } from '../domain/errors';
import { findWorkItem, isOpen } from '../domain/work-item';
import type { Logger } from '../observability/logger';
import type { Clock } from '../ports/clock';
import type { GatewayCharge, GatewayEvent, PaymentGateway } from '../ports/gateway';
import type { ActorStore, GatewayEventStore, StoredGatewayEvent } from '../ports/stores';
import type { Vault } from '../ports/vault';
import { type ComparePayment, isAtRest } from './compare-payment';
import type { Disputes } from './disputes';
import type { SyncRequest, SyncResult } from './sync-with-gateway';

export interface GatewayEventsDependencies {
  store: GatewayEventStore;
  payments: Pick<ActorStore<PaymentDocument>, 'load' | 'read'>;
  commits: Pick<CommitWaiter<PaymentDocument>, 'waitUntil'>;
  gateway: Pick<PaymentGateway, 'readWebhook' | 'listEvents' | 'readCharge'>;
  vault: Vault;
  sync: (request: SyncRequest) => Promise<SyncResult>;
  compare: ComparePayment;
  disputes: Pick<Disputes, 'sync' | 'warn'>;
  cards: Pick<StoredCards, 'syncSetup'>;
  clock: Clock;
  logger: Logger;
}

/**
 * Events of the gateway. An event says where to look, not what is true: it is confirmed with the gateway before it
 * changes anything. It may come twice, late, in any order, or not at all.
 */
export interface GatewayEvents {
  /** Stores a webhook before it returns. @throws DomainError `webhook-not-authentic`, Unavailable `database` */
  receive: (body: Buffer, signature: string | undefined) => Promise<void>;
  /** Handles the stored events that are due. */
  sweep: () => Promise<void>;
  /** Stores the events that the gateway lists and that never arrived. */
  catchUp: () => Promise<void>;
}

/** The reply of a call that is out is given this long before the gateway is asked. */
const patienceMs = 1_000;
/** A process that dies while it handles an event keeps others from it for this long. */
const claimMs = 30_000;
const batchMax = 200;
/** Clocks differ, and a list may lag: what happened this long before the end of the last list is listed again. */
const overlapMs = 5 * 60_000;
/** One list holds the events of this long, so that memory stays flat after an outage of days. */
const windowMs = 3600_000;
const delayMinMs = 1_000;
const delayMaxMs = 600_000;

/** Creates the handling of gateway events. Each is stored once, by the gateway's own id of it. */
export const createGatewayEvents = (dependencies: GatewayEventsDependencies): GatewayEvents => {
  const { store, gateway, vault, clock, logger } = dependencies;

  const handle = async (event: StoredGatewayEvent, waitsForReply: boolean): Promise<void> => {
    const result = await syncEvent(dependencies, event, waitsForReply).catch(pendingIfNewer);
    if (result !== 'pending') return store.finish(event.id, result);
    if (!waitsForReply) await store.postpone(event.id, new Date(clock().getTime() + lookAgainMs(event.looks)));
  };
  const keep = async (event: GatewayEvent): Promise<void> => {
    const { gatewayRef } = event;
    const sealed = gatewayRef === undefined ? event : { ...event, gatewayRef: vault.seal(gatewayRef, event.id) };
    const receivedAt = clock();
    const stored = { ...sealed, receivedAt, lookAt: new Date(receivedAt.getTime() + patienceMs), looks: 0 };
    if (!(await store.keep(stored))) return;
    handle({ ...stored, state: 'waiting' }, true).catch((error: unknown) => {
      logger.warn({ event: 'gateway-event.postponed', err: error, gatewayEvent: event.id }, 'The sweep will retry');
    });
  };
  return {
    receive: async (body, signature) => {
      const event = gateway.readWebhook(body, signature);
      if (!(await isKnown(dependencies, event, patienceMs))) await keep(event);
    },
    sweep: async () => {
      const now = clock();
      const claimed = await store.claimDue(now, new Date(now.getTime() + claimMs), batchMax);
      await Promise.all(onePerPayment(claimed).map((events) => handleInTurn(events, (event) => handle(event, false))));
    },
    catchUp: async () => {
      const now = clock();
      const cursor = await store.claimCursor(now, new Date(now.getTime() + claimMs));
      if (cursor === null) return;
      for (let from = cursor; from < now; ) {
        const until = new Date(Math.min(from.getTime() + windowMs, now.getTime()));
        for (const event of await gateway.listEvents(new Date(from.getTime() - overlapMs), until)) {
          if (!(await isKnown(dependencies, event, 0))) await keep(event);
        }
        from = until;
        await store.advanceCursor(from, new Date(clock().getTime() + claimMs));
      }
      await store.advanceCursor(cursor, clock());
    },
  };
};

const lookAgainMs = (looks: number): number => Math.min(delayMinMs * 2 ** looks, delayMaxMs);

/**
 * Whether the payment knows what the event would tell: nothing is stored, and the gateway is not asked. A webhook often
 * arrives before the reply that it is about is committed, so that commit is waited for, up to `waitMs`.
 */
const isKnown = async (
  { payments, commits, clock }: GatewayEventsDependencies,
  { reference, mayBeUnrequested }: GatewayEvent,
  waitMs: number,
): Promise<boolean> => {
  if (!reference || mayBeUnrequested) return false;
  const payment = await payments.load(reference.paymentId).catch(nullIfNewer);
  if (!payment) return false;
  const isDone = (now: PaymentDocument): boolean => !isSending(now, reference.workId, clock());
  return isSettled(await commits.waitUntil(payment, isDone, waitMs), reference.workId);
};

const nullIfNewer = (error: unknown): null => {
  if (error instanceof NewerVersion) return null;
  throw error;
};

/** The process of a newer release may handle the event. */
const pendingIfNewer = (error: unknown): SyncResult => {
  if (error instanceof NewerVersion) return 'pending';
  throw error;
};

const isSending = ({ work }: PaymentDocument, workId: string, now: Date): boolean => {
  const item = findWorkItem(work, workId);
  return item?.state === 'sending' && item.dueAt !== undefined && item.dueAt > now;
};

const isSettled = ({ work }: PaymentDocument, workId: string): boolean =>
  findWorkItem(work, workId)?.state === 'succeeded' && !work.some((item) => isOpen(item) && item.tries > 0);

/** Groups events by what they are about, so that one payment is looked at once at a time. */
const onePerPayment = (events: StoredGatewayEvent[]): StoredGatewayEvent[][] => {
  const groups = new Map<string, StoredGatewayEvent[]>();
  for (const event of events) {
    const key = event.reference?.paymentId ?? event.id;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.values()];
};

const handleInTurn = async (
  events: StoredGatewayEvent[],
  handle: (event: StoredGatewayEvent) => Promise<void>,
): Promise<void> => {
  for (const event of events) await handle(event);
};

const syncEvent = async (
  dependencies: GatewayEventsDependencies,
  event: StoredGatewayEvent,
  waitsForReply: boolean,
): Promise<SyncResult> => {
  const { vault, sync, disputes, cards } = dependencies;
  if (event.setupKey !== undefined) return (await cards.syncSetup(event.setupKey)) ? 'applied' : 'unmatched';
  const { reference, mayBeUnrequested, about } = event;
  const gatewayRef = event.gatewayRef && vault.open(event.gatewayRef, event.id);
  if (about && gatewayRef !== undefined) {
    return disputes[about === 'dispute' ? 'sync' : 'warn'](gatewayRef).catch((): SyncResult => 'pending');
  }
  const synced = reference ? await sync({ ...reference, waitsForReply, gatewayRef }) : 'unmatched';
  if (!mayBeUnrequested || gatewayRef === undefined || synced === 'pending') return synced;
  return compareWithCharge(dependencies, gatewayRef);
};

/** The charge's own metadata says whose it is: an event about it may carry none. */
const compareWithCharge = async (dependencies: GatewayEventsDependencies, gatewayRef: string): Promise<SyncResult> => {
  const { gateway, payments, compare } = dependencies;
  const charge = await gateway.readCharge(gatewayRef).catch(() => undefined);
  if (charge === undefined) return 'pending';
  const payment = charge?.reference && (await payments.read(charge.reference.paymentId));
  if (!charge || !payment) return 'unmatched';
  const charges = await withOwnCharge(dependencies, payment, charge);
  if (!charges || !isAtRest(payment, charges)) return 'pending';
  await compare(payment, charges);
  return 'applied';
};

/** A comparison needs the payment's own charge, too, when the event is about another one. */
const withOwnCharge = async (
  { gateway, vault }: GatewayEventsDependencies,
  { _id, gatewayRef }: PaymentDocument,
  charge: GatewayCharge,
): Promise<GatewayCharge[] | null> => {
  const ownRef = gatewayRef && vault.open(gatewayRef, _id);
  if (ownRef === undefined || ownRef === charge.gatewayRef) return [charge];
  const own = await gateway.readCharge(ownRef).catch(() => undefined);
  if (own === undefined) return null;
  return own ? [own, charge] : [charge];
};
