import type { Logger } from '../observability/logger';
import type { Clock } from '../ports/clock';
import type { Notice, PaymentGateway } from '../ports/gateway';
import type { NoticeStore } from '../ports/stores';
import type { Vault } from '../ports/vault';
import type { Heard, Hearing } from './sync-with-gateway';

export interface NoticesParts {
  store: NoticeStore;
  gateway: Pick<PaymentGateway, 'readWebhook' | 'noticesSince'>;
  vault: Vault;
  hear: (hearing: Hearing) => Promise<Heard>;
  clock: Clock;
  logger: Logger;
}

/** News from the gateway: kept, then looked into. Whatever gets lost on the way is caught up with. */
export interface Notices {
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
export const notices = (parts: NoticesParts): Notices => {
  const { store, gateway, vault, clock, logger } = parts;

  const look = async (notice: Notice, isPatient: boolean): Promise<void> => {
    const heard = await hear(parts, notice, isPatient);
    if (heard !== 'later') await store.settle(notice.id, heard);
  };
  const keep = async (notice: Notice): Promise<void> => {
    const { gatewayRef } = notice;
    const sealed = gatewayRef === undefined ? notice : { ...notice, gatewayRef: vault.seal(gatewayRef) };
    if (!(await store.keep(sealed, clock()))) return;
    look(sealed, true).catch((error: unknown) => logger.warn({ err: error, notice: notice.id }, 'left to the sweeper'));
  };
  return {
    receive: (body, signature) => keep(gateway.readWebhook(body, signature)),
    sweep: async () => {
      const waiting = await store.waiting(new Date(clock().getTime() - patienceMs), batchMax);
      await Promise.all(waiting.map((notice) => look(notice, false)));
    },
    catchUp: async () => {
      const end = (await store.caughtUpTo()) ?? clock();
      const listed = await gateway.noticesSince(new Date(end.getTime() - overlapMs));
      for (const notice of listed) await keep(notice);
      await store.catchUpTo(listed.at(-1)?.at ?? end);
    },
  };
};

const hear = async ({ vault, hear: ask }: NoticesParts, notice: Notice, isPatient: boolean): Promise<Heard> => {
  const { reference, gatewayRef } = notice;
  if (!reference) return 'parked';
  return ask({ ...reference, isPatient, gatewayRef: gatewayRef && vault.open(gatewayRef) });
};
