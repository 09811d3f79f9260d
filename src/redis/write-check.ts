import type { RedisClient } from './connect';
import { orUnavailable } from './replies';

const probeSeconds = 60;

/**
 * Creates a check that resolves when Redis takes a write in the slot of each of these keys: a replica, a full memory, a slot
 * without a node and a peer that is silent fail it. @throws Unavailable from the check
 */
export const createWriteCheck = (redis: RedisClient, keys: string[]) => async (): Promise<void> => {
  const probes = new Set(keys.map((key) => `${key.includes('{') ? key : `{${key}}`}:probe`));
  await Promise.all([...probes].map((probe) => orUnavailable(redis.set(probe, '1', 'EX', probeSeconds))));
};
