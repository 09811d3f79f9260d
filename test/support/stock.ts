import { randomUUID } from 'node:crypto';
import type { World } from './world';

/** A line of the sandbox's stock ledger. */
export interface StockMovement {
  seq: number;
  kind: 'receive' | 'hold' | 'confirm' | 'ship' | 'release' | 'restock' | 'scrap';
  productId: string;
  quantity: number;
  reservationId?: string;
  /** The shipment, the receipt or the release that it belongs to. */
  cause?: string;
}

/** What is reserved under an id. */
export interface StockReservation {
  /** The id of the reservation. */
  orderId: string;
  state: 'held' | 'confirmed';
  /** What is still reserved. */
  open: { productId: string; quantity: number }[];
  expiresAt: string | null;
}

/** How much of a product there is, and how much of that is held. */
export interface StockLevel {
  onHand: number;
  held: number;
  available: number;
}

const another = 'another-shop-';
/** Whether a reservation belongs to another shop with the same catalog. */
export const isOfAnotherShop = (reservationId: string): boolean => reservationId.startsWith(another);

/** The product of the tests that begins without stock. */
export const scarce = 'prod-soldout';
export const scarcePrice = 99;

/** The stock of the sandbox. */
export const stockOf = ({ sandbox }: Pick<World, 'sandbox'>) => {
  const send = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${sandbox}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (!response.ok && response.status !== 404) throw new Error(`${method} ${path} ${response.status} ${text}`);
    return response.status === 404 || text === '' ? null : JSON.parse(text);
  };
  return {
    level: (productId: string): Promise<StockLevel> => send('GET', `/stock/${productId}`),
    receive: (productId: string, quantity: number): Promise<StockLevel> =>
      send('POST', `/stock/${productId}`, { receive: quantity }),
    /** Returns the reservation, or null when nothing is held under the id. */
    reservation: (id: string): Promise<StockReservation | null> => send('GET', `/reservations/${id}`),
    /** Holds goods, until a time or without one. */
    hold: (id: string, items: object[], expiresAt?: string) => send('PUT', `/reservations/${id}`, { items, expiresAt }),
    confirm: (id: string) => send('POST', `/reservations/${id}/confirm`, {}),
    /** Lets a reservation end as its expiry would. */
    release: (id: string) => send('DELETE', `/reservations/${id}`),
    /** Takes goods away for an hour, as another shop with the same catalog would. */
    holdForAnother: (productId: string, quantity: number) => {
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
      return send('PUT', `/reservations/${another}${randomUUID()}`, { items: [{ productId, quantity }], expiresAt });
    },
    /** Returns every open reservation. */
    reservations: async (): Promise<StockReservation[]> =>
      (await send('GET', '/reservations?heldSince=1970-01-01T00:00:00.000Z')).data,
    movements: async (reservationId?: string): Promise<StockMovement[]> =>
      (await send('GET', `/stock-ledger${reservationId === undefined ? '' : `?reservation=${reservationId}`}`)).data,
    /** Lets holds expire: the clock of the sandbox goes forward, by an ISO 8601 duration. */
    advance: (duration: string) => send('POST', '/sandbox/clock', { advance: duration }),
    /** Plants a fault in the stock. */
    plantFault: (fault: object) => send('POST', '/faults', fault),
    /** Returns how often each fault has fired. */
    firings: async (): Promise<number[]> =>
      (await send('GET', '/faults')).data.map(({ fired }: { fired: number }) => fired),
    clearFaults: () => send('DELETE', '/faults'),
  };
};
