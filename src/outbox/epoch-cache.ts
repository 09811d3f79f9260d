import type { Clock } from '../ports/clock';
import { type EpochCache, type ExpectedEpoch, type StreamEpochStore, trustBefore } from '../ports/stream-epoch';

const cachedMs = 5_000;

/** Caches the expected epoch of each stream for a few seconds; Redis refuses a publication under an outdated one. */
export const createEpochCache = (epochs: Pick<StreamEpochStore, 'read'>, clock: Clock): EpochCache => {
  const cached = new Map<string, { expected: ExpectedEpoch; until: number }>();
  const refresh = async (key: string): Promise<ExpectedEpoch | null> => {
    const stored = await epochs.read(key);
    if (!stored) return null;
    const { epoch, heartbeat, recovery } = stored;
    const expected = { epoch, heartbeat, trustBefore: recovery?.trustBefore ?? trustBefore(clock()) };
    cached.set(key, { expected, until: performance.now() + cachedMs });
    return expected;
  };
  return {
    refresh,
    get: async (key) => {
      const entry = cached.get(key);
      return entry && performance.now() < entry.until ? entry.expected : refresh(key);
    },
  };
};
