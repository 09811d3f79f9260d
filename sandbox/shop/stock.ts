import type { Clock } from '../clock';
import type { Journal } from '../journal';
import { Refused } from '../request';
import { products } from './products';

/** A quantity of a product. */
export interface Line {
  productId: string;
  quantity: number;
}

/** A line of the stock ledger. */
export interface StockMovement {
  seq: number;
  time: string;
  kind: 'receive' | 'hold' | 'confirm' | 'ship' | 'release' | 'restock' | 'scrap';
  productId: string;
  quantity: number;
  reservationId?: string;
  /** The shipment, the receipt or the release that a movement belongs to. */
  cause?: string;
}

export interface Level {
  onHand: number;
  held: number;
  available: number;
}

/** Stock that is held for an order until it is shipped, released, or its time is over. */
export interface Reservation {
  id: string;
  state: 'held' | 'confirmed';
  /** What was asked for, a line a product. */
  items: Line[];
  /** What is still held. */
  open: Record<string, number>;
  heldAt: string;
  expiresAt: string | null;
}

export interface Stock {
  /** Returns the level of a product; none for what needs no stock. */
  level: (productId: string) => Level | undefined;
  receive: (productId: string, quantity: number) => Level;
  movements: (reservationId?: string) => StockMovement[];
  find: (id: string) => Reservation | undefined;
  /** Returns what is held since a time, in the order of the ids. */
  heldSince: (time: string) => Reservation[];
  /** Holds stock, or prolongs what is held. @throws Refused 409 when there is too little */
  hold: (id: string, items: Line[], expiresAt: string | null) => { reservation: Reservation; isNew: boolean };
  /** Ends the expiry of a hold. @throws Refused 409 when it is over */
  confirm: (id: string) => Reservation;
  ship: (id: string, shipmentId: string, items?: Line[]) => void;
  /** Releases what is held, or some of it. */
  release: (id: string, releaseId?: string, items?: Line[]) => void;
  /** Takes goods back: into stock, or to be scrapped. */
  returnGoods: (receiptId: string, items: Line[], isRestocked: boolean) => void;
}

interface Book {
  levels: Map<string, { onHand: number; held: number }>;
  reservations: Map<string, Reservation>;
  done: Set<string>;
  /** The holds that end at some time. */
  expiring: Set<string>;
  /** No hold ends before: until then, none of them is looked at. */
  nextExpiryMs: number;
  move: (movement: Omit<StockMovement, 'seq' | 'time'>) => void;
  keep: (reservation: Reservation) => Reservation;
  clock: Clock;
}

/** Opens the stock: on hand = received − shipped + restocked, available = on hand − held ≥ 0, each step once. */
export const openStock = (journal: Journal, clock: Clock): Stock => {
  const movements = journal.kept<StockMovement>('stock');
  const book: Book = {
    levels: new Map(),
    reservations: new Map(),
    done: new Set(),
    expiring: new Set(),
    nextExpiryMs: Number.POSITIVE_INFINITY,
    clock,
    move: (movement) => {
      const line = { seq: movements.length + 1, time: new Date(clock.now()).toISOString(), ...movement };
      movements.push(line);
      journal.add('stock', JSON.stringify(line));
      apply(book, line);
    },
    keep: (reservation) => {
      journal.add('reservations', JSON.stringify(reservation));
      return put(book, reservation);
    },
  };
  for (const movement of movements) apply(book, movement);
  for (const reservation of journal.kept<Reservation>('reservations')) put(book, reservation);
  if (movements.length === 0) deliverFirst(book);

  const current = (id: string): Reservation | undefined => {
    expire(book);
    return book.reservations.get(id);
  };
  const change = <T>(run: () => T): T => {
    expire(book);
    return run();
  };
  return {
    level: (productId) => change(() => levelOf(book, productId)),
    receive: (productId, quantity) =>
      change(() => {
        if (!book.levels.has(productId)) throw new Refused(404, { message: 'There is no stock of such a product' });
        book.move({ kind: 'receive', productId, quantity });
        return levelOf(book, productId) as Level;
      }),
    movements: (id) =>
      change(() => (id === undefined ? movements : movements.filter((one) => one.reservationId === id))),
    find: current,
    heldSince: (time) =>
      change(() => [...book.reservations.values()].filter(({ heldAt }) => heldAt >= time).sort(byId)),
    hold: (id, items, expiresAt) => change(() => hold(book, id, merged(items), expiresAt)),
    confirm: (id) => change(() => confirm(book, id)),
    ship: (id, shipmentId, items) => change(() => ship(book, id, shipmentId, items)),
    release: (id, releaseId, items) => change(() => release(book, id, releaseId, items)),
    returnGoods: (receiptId, items, isRestocked) =>
      change(() => returnGoods(book, receiptId, merged(items), isRestocked)),
  };
};

const deliverFirst = ({ move }: Book): void => {
  for (const { id: productId, delivered } of products) {
    if (delivered !== null) move({ kind: 'receive', productId, quantity: delivered });
  }
};

const levelOf = ({ levels }: Book, productId: string): Level | undefined => {
  const level = levels.get(productId);
  return level && { ...level, available: level.onHand - level.held };
};

const onHandBy = { receive: 1, ship: -1, restock: 1, hold: 0, confirm: 0, release: 0, scrap: 0 } as const;
const heldBy = { hold: 1, ship: -1, release: -1, receive: 0, confirm: 0, restock: 0, scrap: 0 } as const;

const apply = ({ levels, done }: Book, { kind, productId, quantity, cause }: StockMovement): void => {
  const level = levels.get(productId) ?? { onHand: 0, held: 0 };
  level.onHand += onHandBy[kind] * quantity;
  level.held += heldBy[kind] * quantity;
  levels.set(productId, level);
  if (cause !== undefined) done.add(cause);
};

const put = (book: Book, reservation: Reservation): Reservation => {
  const { reservations, expiring } = book;
  const { id, expiresAt, open } = reservation;
  if (Object.keys(open).length === 0 && reservation.items.length > 0) reservations.delete(id);
  else reservations.set(id, reservation);
  if (expiresAt !== null && reservations.has(id)) {
    expiring.add(id);
    book.nextExpiryMs = Math.min(book.nextExpiryMs, Date.parse(expiresAt));
  } else expiring.delete(id);
  return reservation;
};

/** Releases the holds whose time is over. */
const expire = (book: Book): void => {
  const now = book.clock.now();
  if (now < book.nextExpiryMs) return;
  book.nextExpiryMs = Number.POSITIVE_INFINITY;
  for (const id of book.expiring) {
    const endsAtMs = Date.parse(book.reservations.get(id)?.expiresAt ?? '');
    if (endsAtMs <= now) release(book, id, `expiry of ${id}`);
    else book.nextExpiryMs = Math.min(book.nextExpiryMs, endsAtMs);
  }
};

const hold = (book: Book, id: string, items: Line[], expiresAt: string | null) => {
  const known = book.reservations.get(id);
  if (known) {
    const isProlonged = known.state === 'held' && expiresAt !== null && expiresAt !== known.expiresAt;
    return { reservation: isProlonged ? book.keep({ ...known, expiresAt }) : known, isNew: false };
  }
  const stocked = items.filter(({ productId }) => book.levels.has(productId));
  const short = stocked.find(({ productId, quantity }) => (levelOf(book, productId)?.available ?? 0) < quantity);
  if (short) throw new Refused(409, { code: 'out-of-stock', productId: short.productId });
  for (const { productId, quantity } of stocked) book.move({ kind: 'hold', productId, quantity, reservationId: id });
  const open = Object.fromEntries(items.map(({ productId, quantity }) => [productId, quantity]));
  const heldAt = new Date(book.clock.now()).toISOString();
  return { reservation: book.keep({ id, state: 'held', items, open, heldAt, expiresAt }), isNew: true };
};

const confirm = (book: Book, id: string): Reservation => {
  const reservation = book.reservations.get(id);
  if (!reservation) throw new Refused(409, { code: 'reservation-lapsed', message: 'Nothing is held under this id' });
  if (reservation.state === 'confirmed') return reservation;
  for (const [productId, quantity] of stockedIn(book, reservation.open)) {
    book.move({ kind: 'confirm', productId, quantity, reservationId: id });
  }
  return book.keep({ ...reservation, state: 'confirmed', expiresAt: null });
};

const ship = (book: Book, id: string, shipmentId: string, items?: Line[]): void => {
  if (book.done.has(shipmentId)) return;
  const reservation = book.reservations.get(id);
  if (!reservation) throw new Refused(409, { code: 'reservation-lapsed', message: 'Nothing is held under this id' });
  takeOut(book, reservation, { kind: 'ship', cause: shipmentId }, items);
};

const release = (book: Book, id: string, cause?: string, items?: Line[]): void => {
  const reservation = book.reservations.get(id);
  if (!reservation || (cause !== undefined && book.done.has(cause) && items)) return;
  takeOut(book, reservation, { kind: 'release', ...(cause !== undefined && { cause }) }, items);
};

/** Takes lines, or everything, out of a reservation. @throws Refused 409 when less is held */
const takeOut = (
  book: Book,
  reservation: Reservation,
  how: Pick<StockMovement, 'kind' | 'cause'>,
  items?: Line[],
): void => {
  const taken = items
    ? merged(items)
    : Object.entries(reservation.open).map(([productId, quantity]) => ({ productId, quantity }));
  const open = { ...reservation.open };
  for (const { productId, quantity } of taken) {
    const left = (open[productId] ?? 0) - quantity;
    if (left < 0) throw new Refused(409, { code: 'not-held', productId });
    if (left === 0) delete open[productId];
    else open[productId] = left;
  }
  for (const { productId, quantity } of taken) {
    if (book.levels.has(productId)) book.move({ ...how, productId, quantity, reservationId: reservation.id });
  }
  book.keep({ ...reservation, open });
};

const returnGoods = (book: Book, receiptId: string, items: Line[], isRestocked: boolean): void => {
  if (book.done.has(receiptId)) return;
  for (const { productId, quantity } of items) {
    if (book.levels.has(productId))
      book.move({ kind: isRestocked ? 'restock' : 'scrap', productId, quantity, cause: receiptId });
  }
};

const byId = (one: Reservation, other: Reservation): number => (one.id < other.id ? -1 : 1);

const stockedIn = ({ levels }: Book, open: Record<string, number>): [string, number][] =>
  Object.entries(open).filter(([productId]) => levels.has(productId));

/** One line a product: lines of one product are looked at as their sum. */
const merged = (items: Line[]): Line[] => {
  const sums = new Map<string, number>();
  for (const { productId, quantity } of items) sums.set(productId, (sums.get(productId) ?? 0) + quantity);
  return [...sums].map(([productId, quantity]) => ({ productId, quantity }));
};
