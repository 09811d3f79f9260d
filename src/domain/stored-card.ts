/** A card that the gateway keeps for its owner. We keep what it takes to recognise and to charge it. */
export interface StoredCard {
  _id: string;
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
}

/** Whether the card is beyond the last day of its month. */
export const isExpired = ({ expMonth, expYear }: StoredCard, now: Date): boolean =>
  now.getTime() >= Date.UTC(expYear, expMonth, 1);

/** Whether it can pay now: neither detached nor expired. */
export const isActive = (method: StoredCard, now: Date): boolean =>
  method.detachedAt === undefined && !isExpired(method, now);
