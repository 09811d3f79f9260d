import { Misconfigured } from '../domain/errors';
import { type RedisClient, waitForFirstAttempt } from './connect';
import { orUnavailable } from './replies';

/** XAUTOCLAIM names deleted entries, and scripts may run while memory is full, from this version on. */
const minimumVersion = [7, 0];

/**
 * Waits for the first attempt to connect, and checks the server if there is one: a Redis that is down may come later, one that
 * does not fit never will. @throws Misconfigured, Unavailable
 */
export const checkFirstServer = async (redis: RedisClient): Promise<void> => {
  await waitForFirstAttempt(redis);
  if (redis.status === 'ready') await assertSupported(redis);
};

/**
 * Checks that each server has a supported version, and that a node of a Redis Cluster is used as such.
 * @throws Misconfigured that says what is required, Unavailable
 */
export const assertSupported = async (redis: RedisClient): Promise<void> => {
  for (const info of await readInfo(redis, 'server')) {
    const version = readField(info, 'redis_version');
    if (!isSupported(version))
      throw new Misconfigured(
        `REDIS_URL leads to Redis ${version}; Redis ${minimumVersion.join('.')} or later, or Valkey, is required`,
      );
    if (isClusterNode(info) && !redis.isCluster)
      throw new Misconfigured('REDIS_MODE must be cluster: REDIS_URL leads to a node of a Redis Cluster');
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

/** Valkey 9 renamed the field. */
const isClusterNode = (info: string): boolean =>
  ['redis_mode', 'server_mode'].some((name) => readField(info, name) === 'cluster');

const isSupported = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [requiredMajor = 0, requiredMinor = 0] = minimumVersion;
  return major > requiredMajor || (major === requiredMajor && minor >= requiredMinor);
};
