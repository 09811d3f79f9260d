import type { RedisClient } from './connect';
import { orUnavailable } from './replies';

/** XAUTOCLAIM names deleted entries, and scripts may run while memory is full, from this version on. */
const minimumVersion = [7, 0];

/**
 * Checks that each server has a supported version, and that a node of a Redis Cluster is used as such.
 * @throws Error that says what is required, Unavailable
 */
export const assertSupported = async (redis: RedisClient): Promise<void> => {
  for (const info of await readInfo(redis, 'server')) {
    const version = readField(info, 'redis_version');
    if (!isSupported(version))
      throw new Error(
        `Redis ${minimumVersion.join('.')} or later, or Valkey, is required; REDIS_URL is Redis ${version}`,
      );
    if (readField(info, 'redis_mode') === 'cluster' && !redis.isCluster)
      throw new Error('REDIS_MODE must be cluster: REDIS_URL is a node of a Redis Cluster');
  }
};

/** Returns which part of its `maxmemory` the fullest server uses, from 0 to 1; 0 without a limit. @throws Unavailable */
export const readMemoryRatio = async (redis: RedisClient): Promise<number> => {
  const infos = await readInfo(redis, 'memory');
  return Math.max(0, ...infos.map(toMemoryRatio));
};

const toMemoryRatio = (info: string): number => {
  const limit = Number(readField(info, 'maxmemory'));
  return limit > 0 ? Number(readField(info, 'used_memory')) / limit : 0;
};

/** Returns the section of each primary. */
const readInfo = (redis: RedisClient, section: string): Promise<string[]> =>
  orUnavailable(
    Promise.all('nodes' in redis ? redis.nodes('master').map((node) => node.info(section)) : [redis.info(section)]),
  );

const readField = (info: string, name: string): string =>
  info
    .split('\r\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1) ?? '';

const isSupported = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [requiredMajor = 0, requiredMinor = 0] = minimumVersion;
  return major > requiredMajor || (major === requiredMajor && minor >= requiredMinor);
};
