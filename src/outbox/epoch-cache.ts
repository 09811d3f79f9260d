import type { Clock } from '../ports/clock';
import { type Belief, type Beliefs, type LifeStore, trustBefore } from '../ports/stream-epoch';

const believedMs = 5_000;

/** Beliefs are read seldom: Redis says when they are out of date. */
export const beliefs = (lives: Pick<LifeStore, 'read'>, clock: Clock): Beliefs => {
  const held = new Map<string, { belief: Belief; until: number }>();
  const renewed = async (key: string): Promise<Belief | null> => {
    const life = await lives.read(key);
    if (!life) return null;
    const { epoch, beat, recovery } = life;
    const belief = { epoch, beat, trustBefore: recovery?.trustBefore ?? trustBefore(clock()) };
    held.set(key, { belief, until: performance.now() + believedMs });
    return belief;
  };
  return {
    renewed,
    of: async (key) => {
      const one = held.get(key);
      return one && performance.now() < one.until ? one.belief : renewed(key);
    },
  };
};
