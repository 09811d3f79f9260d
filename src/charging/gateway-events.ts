import type { Logger } from '../observability/logger';
import type { Clock } from '../ports/clock';
import type { GatewayEvent, PaymentGateway } from '../ports/gateway';
import type { GatewayEventStore } from '../ports/stores';
import type { Vault } from '../ports/vault';
import type { SyncRequest, SyncResult } from './sync-with-gateway';

export interface GatewayEventsDependencies {
  store: GatewayEventStore;
  gateway: Pick<PaymentGateway, 'readWebhook' | 'listEvents'>;
  vault: Vault;
  sync: (hearing: SyncRequest) => Promise<SyncResult>;
  clock: Clock;
  logger: Logger;
}

/** News from the gateway: kept, then looked into. Whatever gets lost on the way is caught up with. */
export interface GatewayEvents {
  /** Keeps a webhook before it returns. @throws DomainError `webhook-not-authentic`, Unavailable `database` */
  receive: (body: Buffer, signature: string | undefined) => Promise<void>;
  /** Looks into what has waited for a while. */
  sweep: () => Promise<void>;
  /** Keeps what the gateway lists and never told us. */
  catchUp: () => Promise<void>;
}

/** The answer of a call that is out is given this long before we ask. */
const patienceMs = 1_000;
const batchMax = 200;
/** Clocks differ, and a list may lag: what happened this long before the end of the last list is listed again. */
const overlapMs = 5 * 60_000;

/** Handles news; each is kept once, by the gateway's own id of it. */
export const createGatewayEvents = (parts: GatewayEventsDependencies): GatewayEvents => {
  const { store, gateway, vault, clock, logger } = parts;

  const look = async (event: GatewayEvent, waitsForReply: boolean): Promise<void> => {
    const result = await syncEvent(parts, event, waitsForReply);
    if (result !== 'pending') await store.finish(event.id, result);
  };
  const keep = async (event: GatewayEvent): Promise<void> => {
    const { gatewayRef } = event;
    const sealed = gatewayRef === undefined ? event : { ...event, gatewayRef: vault.seal(gatewayRef) };
    if (!(await store.keep(sealed, clock()))) return;
    look(sealed, true).catch((error: unknown) => logger.warn({ err: error, event: event.id }, 'left to the sweeper'));
  };
  return {
    receive: (body, signature) => keep(gateway.readWebhook(body, signature)),
    sweep: async () => {
      const waiting = await store.listWaiting(new Date(clock().getTime() - patienceMs), batchMax);
      await Promise.all(waiting.map((event) => look(event, false)));
    },
    catchUp: async () => {
      const end = (await store.readCursor()) ?? clock();
      const listed = await gateway.listEvents(new Date(end.getTime() - overlapMs));
      for (const event of listed) await keep(event);
      await store.advanceCursor(listed.at(-1)?.at ?? end);
    },
  };
};

const syncEvent = async (
  { vault, sync }: GatewayEventsDependencies,
  event: GatewayEvent,
  waitsForReply: boolean,
): Promise<SyncResult> => {
  const { reference, gatewayRef } = event;
  if (!reference) return 'unmatched';
  return sync({ ...reference, waitsForReply, gatewayRef: gatewayRef && vault.open(gatewayRef) });
};
