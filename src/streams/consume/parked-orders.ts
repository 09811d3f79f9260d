import type { ConsumerGroup } from './consumer-group';

/** The orders of a group whose events go to the dead letter, because an earlier event of theirs is there. */
export interface ParkedOrders {
  has: (subject: string) => boolean;
  add: (subject: string) => void;
  /** Reads the orders again. @throws Unavailable */
  load: () => Promise<void>;
  /** Drops the orders that an operator has released, through any process. @throws Unavailable */
  refresh: () => Promise<void>;
}

/** Caches the parked orders of a group on one partition. */
export const createParkedOrders = (group: Pick<ConsumerGroup, 'listParked'>): ParkedOrders => {
  let parked = new Set<string>();
  return {
    has: (subject) => parked.has(subject),
    add: (subject) => void parked.add(subject),
    load: async () => {
      parked = await group.listParked();
    },
    // Drops only: an order that was parked while Redis answered is not in the reply.
    refresh: async () => {
      const before = [...parked];
      const now = await group.listParked();
      for (const subject of before) if (!now.has(subject)) parked.delete(subject);
    },
  };
};
