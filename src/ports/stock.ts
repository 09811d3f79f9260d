import type { StockLine } from '../domain/order';

/** A reservation as the catalog has it. */
export interface Reservation {
  id: string;
  state: 'held' | 'confirmed';
  /** What is still reserved. */
  lines: StockLine[];
  heldAt: Date;
  /** When the hold ends; absent for one that does not. */
  expiresAt?: Date;
}

/**
 * The stock of the catalog. Every step takes effect once by its id, so a step whose reply was lost is sent again.
 * @throws Unavailable `catalog` without a definite answer
 */
export interface Stock {
  /** Holds lines until a time, or prolongs the hold; returns the product that is sold out, if one is. */
  hold: (reservationId: string, lines: StockLine[], expiresAt: Date) => Promise<{ soldOut?: string }>;
  /** Keeps what is held until it is shipped or released. Returns false when nothing is held under the id. */
  confirm: (reservationId: string) => Promise<boolean>;
  /** Takes everything that is reserved out of stock. Returns false when nothing is held under the id. */
  ship: (reservationId: string, shipmentId: string) => Promise<boolean>;
  /** Releases everything that is reserved under the id. */
  release: (reservationId: string) => Promise<void>;
  /** Takes goods back into stock. */
  restock: (receiptId: string, lines: StockLine[]) => Promise<void>;
  find: (reservationId: string) => Promise<Reservation | null>;
  /** Returns the open reservations behind an id, in the order of their ids; null when the catalog does not list them. */
  list: (page: { after?: string; limit: number }) => Promise<Reservation[] | null>;
}
