import type { Dispute, PaymentMethod } from '../domain/payment';
import type { StoredCard } from '../domain/stored-card';

/** A request to the gateway. `key` is the idempotency key of one attempt; `reference` is how it is found again. */
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
  /** Where the customer returns to after a step at their bank. */
  returnUrl?: string;
  /** For everything that follows a charge: the gateway's handle of it. */
  gatewayRef?: string;
  /** When it may first have reached the gateway: a look-up starts there. */
  firstSentAt?: Date;
}

/**
 * What came of a request.
 * - `challenged`: the customer must take a step. `pending`: the gateway accepted it and is still working on it.
 * - `declined`: a definite no of the issuer or the gateway. `refused-request`: the gateway took no action, because the
 *   request itself is wrong, which an operator must correct.
 * - `absent`: the gateway does not have it, by a read that cannot lag. `unknown`: says nothing about the money, and is
 *   never a decline; also the answer of a read that may lag and found nothing.
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
  | { kind: 'pending' }
  | { kind: 'declined'; failureCode: string; failureReason: string; permanent: boolean; isByIssuer?: boolean }
  | { kind: 'refused-request'; failureCode: string; failureReason: string }
  | { kind: 'absent' }
  | { kind: 'unknown'; cause: unknown };

/** The gateway refuses our credentials: nothing was done, and nothing will be until an operator corrects them. */
export class CredentialsRefused extends Error {
  constructor(options?: ErrorOptions) {
    super('The gateway refuses our credentials', options);
    this.name = 'CredentialsRefused';
  }
}

/** Which amounts a gateway can charge. */
export interface ChargeableAmounts {
  /** Returns why the gateway cannot charge an amount, as a sentence for the caller, or null when it can. */
  findRefusal: (amountMinor: number, currency: string) => string | null;
}

/** A payment gateway. It declares what it can do; the charge protocol reads that and knows no gateway by name. */
export interface PaymentGateway {
  capabilities: {
    /** How long the gateway remembers an idempotency key: a resend within it cannot charge twice. */
    keyLifetimeMs: number;
    /**
     * How long a request may still take effect after its answer was lost. Absence is proven when two consistent reads
     * this far apart did not find the request.
     */
    quietMs: number;
    /** Whether a request that ended in an error is remembered under its key: then a resend cannot charge twice. */
    keepsFailedKeys: boolean;
    /** How long a reply may take. */
    timeoutMs: number;
  };
  amounts: ChargeableAmounts;
  /** Sends a request. What it throws says nothing about the money. @throws CredentialsRefused */
  send: (request: GatewayRequest) => Promise<Outcome>;
  /** Looks a request up by its reference, whichever of its attempts was sent. @throws CredentialsRefused */
  find: (request: GatewayRequest) => Promise<Outcome>;
  /** Reads a webhook. @throws DomainError `webhook-not-authentic` when its signature or its time is not right */
  readWebhook: (body: Buffer, signature: string | undefined) => GatewayEvent;
  /** Returns the events between two times, the oldest first. */
  listEvents: (since: Date, until?: Date) => Promise<GatewayEvent[]>;
  /** Returns every charge that began or was refunded since then, ours or not, with all its refunds. */
  listCharges: (since: Date) => Promise<GatewayCharge[]>;
  /** Returns one charge with its refunds, by a consistent read; null when the gateway does not know it. */
  readCharge: (gatewayRef: string) => Promise<GatewayCharge | null>;
  /** Returns the disputes of one charge. */
  readDisputes: (gatewayRef: string) => Promise<Dispute[]>;
  /** Returns the disputes that were opened since then, each with the handle of its charge. */
  listDisputes: (since: Date) => Promise<{ gatewayRef: string; dispute: Dispute }[]>;
  /** Returns the ids of the issuer's early fraud warnings about one charge. */
  readFraudWarnings: (gatewayRef: string) => Promise<string[]>;
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
  /** What it is about, when that is not the charge itself. */
  about?: 'dispute' | 'fraud-warning';
  /** The key of the card setup that it is about. */
  setupKey?: string;
  /** Whether it may tell of something that the service did not request, such as a refund at the gateway's dashboard. */
  mayBeUnrequested: boolean;
}

/** The gateway's handles of a stored card: the card, and the customer that it is attached to. */
export interface CardRefs {
  methodRef: string;
  customerRef: string;
}

/** A card that the gateway keeps for charges without its owner present. */
export interface CardSetupRequest {
  /** Makes a repeat safe for as long as the gateway remembers keys; events of the setup name it. */
  key: string;
  cardToken: string;
  customerRef: string;
  /** Where the owner returns to after a step at their bank. */
  returnUrl: string;
}

/** How a setup stands. `pending`: the owner must take a step, at `url` if there is one, or the gateway is working on it. */
export type CardSetup =
  | { kind: 'stored'; setupRef: string }
  | { kind: 'pending'; setupRef: string; url?: string }
  | { kind: 'failed'; setupRef: string; failureCode: string; failureReason: string };

/** Stores cards at the gateway. @throws Unavailable `gateway` */
export interface CardGateway {
  /** Creates a customer for a user and returns the gateway's handle of it. `key` makes a repeat safe, as below. */
  createCustomer: (key: string, userId: string) => Promise<string>;
  /** Sets a card up for later charges. @throws DomainError `card-refused` */
  setUp: (request: CardSetupRequest) => Promise<{
    setup: Exclude<CardSetup, { kind: 'failed' }>;
    card: Pick<CardRefs, 'methodRef'> & Pick<StoredCard, 'brand' | 'last4' | 'expMonth' | 'expYear'>;
  }>;
  /** Returns how a setup stands, by a consistent read. */
  readSetup: (setupRef: string) => Promise<CardSetup>;
  /** Cancels a setup that its owner has not confirmed, and returns what became of it. Safe to repeat. */
  cancelSetup: (setupRef: string) => Promise<CardSetup>;
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
