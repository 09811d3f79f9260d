/** A card that the gateway keeps for its owner. We keep what it takes to recognise and to charge it. */
export interface StoredCard {
  _id: string;
  shardKey?: string;
  userId: string;
  type: 'card';
  brand: string;
  last4: string;
  expMonth: number;
  expYear: number;
  createdAt: Date;
  /** The gateway's handles, sealed; forgotten when the card is detached. */
  sealedMethod?: string;
  detachedAt?: Date;
  /** The owner has still to confirm the card; absent once it can pay. */
  setup?: PendingSetup;
  /** The gateway's handle of the setup, sealed. */
  sealedSetup?: string;
}

/** A setup that waits for the card's owner. */
export interface PendingSetup {
  /** By which events of the gateway name it. */
  key: string;
  /** The page of the bank; absent while the gateway is working on it. */
  url?: string;
  /** When it is cancelled. */
  expiresAt: Date;
}

/** Whether the card is beyond the last day of its month. */
export const isExpired = ({ expMonth, expYear }: StoredCard, now: Date): boolean =>
  now.getTime() >= Date.UTC(expYear, expMonth, 1);

/** Whether it can pay now: confirmed, and neither detached nor expired. */
export const isActive = (method: StoredCard, now: Date): boolean =>
  method.detachedAt === undefined && method.setup === undefined && !isExpired(method, now);
