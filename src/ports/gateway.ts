import type { PaymentMethod } from '../domain/payment';
import type { StoredCard } from '../domain/stored-card';

/** What we ask of the gateway. `key` is its idempotency key; `reference` is how we find it again. */
export interface GatewayRequest {
  kind: 'charge' | 'capture' | 'void' | 'refund';
  key: string;
  reference: { orderId: string; paymentId: string; workId: string };
  amountMinor: number;
  currency: string;
  paymentMethod: PaymentMethod;
  /** For a charge by card: one of the two. */
  cardToken?: string;
  card?: CardRefs;
  capture?: 'automatic' | 'manual';
  /** For everything that follows a charge: the gateway's handle of it. */
  gatewayRef?: string;
  /** When it may first have reached the gateway: a look-up starts there. */
  firstSentAt?: Date;
}

/**
 * What came of it. `unknown` says nothing about the money: it is never a decline. `absent`: the gateway has not seen it,
 * so far.
 */
export type Outcome =
  | {
      kind: 'succeeded' | 'authorized';
      amountMinor: number;
      currency: string;
      transactionId: string;
      gatewayRef: string;
    }
  | { kind: 'challenged'; url: string; gatewayRef: string }
  | { kind: 'declined'; failureCode: string; failureReason: string; permanent: boolean }
  | { kind: 'absent' }
  | { kind: 'unknown'; cause: unknown };

/** A payment gateway. It declares what it can do; the charge protocol reads that and knows no gateway by name. */
export interface PaymentGateway {
  capabilities: {
    /** How long a key is known: a resend inside it cannot charge twice. */
    keyLifetimeMs: number;
    /** How long a look-up may lag behind the truth. */
    quietMs: number;
    /** Whether an execution that ended in an error is remembered under its key: then a resend can not charge twice. */
    keepsFailedKeys: boolean;
    /** How long an answer may take. */
    timeoutMs: number;
  };
  /** Sends the instruction. What it throws says nothing about the money. */
  send: (instruction: GatewayRequest) => Promise<Outcome>;
  /** Looks the instruction up by its reference. */
  find: (instruction: GatewayRequest) => Promise<Outcome>;
  /** Reads a webhook. @throws DomainError `webhook-not-authentic` when its signature or its time is not right */
  readWebhook: (body: Buffer, signature: string | undefined) => GatewayEvent;
  /** The events between two times, the oldest first. */
  listEvents: (since: Date, until?: Date) => Promise<GatewayEvent[]>;
  /** Every charge that began or was refunded since then, ours or not, with all its refunds. */
  listCharges: (since: Date) => Promise<GatewayCharge[]>;
  /** Returns one charge with its refunds, by a consistent read; null when the gateway does not know it. */
  readCharge: (gatewayRef: string) => Promise<GatewayCharge | null>;
}

/** A charge as the gateway has it. */
export interface GatewayCharge {
  gatewayRef: string;
  transactionId?: string;
  /** `open`: nobody has decided yet. */
  status: 'succeeded' | 'authorized' | 'voided' | 'declined' | 'open';
  /** What was taken, or is held. */
  amountMinor: number;
  currency: string;
  createdAt: Date;
  /** Our reference, as we gave it. */
  reference?: GatewayEvent['reference'];
  refunds: GatewayRefund[];
}

/** A refund as the gateway has it. */
export interface GatewayRefund {
  refundRef: string;
  amountMinor: number;
  status: 'succeeded' | 'failed' | 'open';
  createdAt: Date;
  reference?: GatewayEvent['reference'];
}

/** News from the gateway. It says where to look, not what is true: the truth is asked for. */
export interface GatewayEvent {
  /** The gateway's id of it, so that twice is once. */
  id: string;
  type: string;
  at: Date;
  /** Our reference, as we gave it; without it the news is about something that we did not start. */
  reference?: { paymentId: string; workId: string };
  /** The gateway's handle of the charge that it is about; sealed where it is stored. */
  gatewayRef?: string;
  /** Whether it may tell of something that the service did not request, such as a refund at the gateway's dashboard. */
  mayBeUnrequested: boolean;
}

/** The gateway's handles of a stored card: the card, and the customer that it is attached to. */
export interface CardRefs {
  methodRef: string;
  customerRef: string;
}

/** Where the gateway keeps cards. @throws Unavailable `gateway` */
export interface CardGateway {
  /**
   * Keeps the card of a token. `key` makes a repeat safe for as long as the gateway knows keys.
   * @throws DomainError `card-refused`
   */
  attach: (
    key: string,
    cardToken: string,
  ) => Promise<CardRefs & Pick<StoredCard, 'brand' | 'last4' | 'expMonth' | 'expYear'>>;
  /** Forgets the card. Safe to repeat. */
  detach: (key: string, methodRef: string) => Promise<void>;
}

/** Where a gateway posts its webhooks, and the header that holds their signature. */
export interface GatewayWebhook {
  path: string;
  signatureHeader: string;
}

/** A gateway as it is mounted: what a folder below `gateways/` exports. */
export interface GatewayAdapter {
  gateway: PaymentGateway;
  cards: CardGateway;
  webhook: GatewayWebhook;
}
