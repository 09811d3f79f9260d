import type { PaymentMethod } from '../domain/payment';
import type { StoredCard } from '../domain/stored-card';

/** A request to the gateway. `key` is its idempotency key; `reference` is how it is found again. */
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
 * The outcome of a request. `unknown` says nothing about the money: it is never a decline. `absent`: the gateway has not
 * seen the request so far.
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

/** A payment gateway. The charge protocol reads its capabilities and knows no gateway by name. */
export interface PaymentGateway {
  capabilities: {
    /** How long the gateway remembers an idempotency key: a resend within it cannot charge twice. */
    keyLifetimeMs: number;
    /** How long a look-up may lag behind the truth. */
    quietMs: number;
    /** Whether a request that ended in an error is remembered under its key: then a resend cannot charge twice. */
    keepsFailedKeys: boolean;
    /** How long a reply may take. */
    timeoutMs: number;
  };
  /** Sends a request. An error says nothing about the money. */
  send: (request: GatewayRequest) => Promise<Outcome>;
  /** Looks a request up by its reference. */
  find: (request: GatewayRequest) => Promise<Outcome>;
  /** Reads a webhook. @throws DomainError `webhook-not-authentic` when its signature or its time is wrong */
  readWebhook: (body: Buffer, signature: string | undefined) => GatewayEvent;
  /** Returns the events between two times, the oldest first. */
  listEvents: (since: Date, until?: Date) => Promise<GatewayEvent[]>;
  /** Returns every charge that began or was refunded since then, ours or not, with all its refunds. */
  listCharges: (since: Date) => Promise<GatewayCharge[]>;
  /** Returns one charge with its refunds, by a consistent read; null when the gateway does not know it. */
  readCharge: (gatewayRef: string) => Promise<GatewayCharge | null>;
}

/** A charge as the gateway has it. */
export interface GatewayCharge {
  gatewayRef: string;
  transactionId?: string;
  /** `open`: not decided yet. */
  status: 'succeeded' | 'authorized' | 'voided' | 'declined' | 'open';
  /** The captured or authorized amount. */
  amountMinor: number;
  currency: string;
  createdAt: Date;
  /** The reference of our request. */
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

/** An event of the gateway. It says where to look, not what is true: it is confirmed with the gateway. */
export interface GatewayEvent {
  /** The gateway's id, by which an event that comes twice is stored once. */
  id: string;
  type: string;
  at: Date;
  /** The reference of our request; absent when the event is about something that the service did not request. */
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

/** Stores cards at the gateway. @throws Unavailable `gateway` */
export interface CardGateway {
  /**
   * Stores the card of a token. `key` makes a repeat safe for as long as the gateway remembers keys.
   * @throws DomainError `card-refused`
   */
  attach: (
    key: string,
    cardToken: string,
  ) => Promise<CardRefs & Pick<StoredCard, 'brand' | 'last4' | 'expMonth' | 'expYear'>>;
  /** Detaches the card. Safe to repeat. */
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
