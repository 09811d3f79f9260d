import type { RedisHeartbeat } from '../ports/stream-epoch';
import type { RedisClient } from '../redis/connect';
import { orUnavailable } from '../redis/replies';
import { script } from '../redis/script';
import { epochKey } from './stream-keys';

/**
 * KEYS: the epoch key of the stream. ARGV: the expected epoch, the least heartbeat that is expected, in milliseconds, the
 * expected server, the next heartbeat. Answers whether Redis is as expected, the heartbeat that it had, and its server: the id
 * of the process and that of its replication history, so that a restart, a failover and a resynchronization each change it.
 */
const heartbeatScript = script(`
local about = redis.call('INFO', 'server') .. redis.call('INFO', 'replication')
local server = string.match(about, 'run_id:(%w+)') .. string.match(about, 'master_replid:(%w+)')
local known = redis.call('HMGET', KEYS[1], 'epoch', 'heartbeat')
local heartbeat = tonumber(known[2] or -1)

local isIntact = known[1] == ARGV[1] and server == ARGV[3] and heartbeat >= tonumber(ARGV[2])
if isIntact and tonumber(ARGV[4]) > heartbeat then redis.call('HSET', KEYS[1], 'heartbeat', ARGV[4]) end
return { isIntact and 1 or 0, known[2], server }
`);

/** Epoch and heartbeat beside each stream, in Redis. */
export const createRedisHeartbeat = (redis: RedisClient): RedisHeartbeat => ({
  send: async ({ _id, epoch, heartbeat, server }, next) => {
    const args = [epoch, heartbeat.getTime(), server, next.getTime()];
    const reply = (await heartbeatScript(redis, [epochKey(_id)], args)) as [number, string | null, string];
    const [isIntact, before, found] = reply;
    return { isIntact: isIntact === 1, heartbeat: before === null ? null : new Date(Number(before)), server: found };
  },
  beginEpoch: async ({ _id, epoch, heartbeat }) => {
    await orUnavailable(redis.hset(epochKey(_id), { epoch, heartbeat: heartbeat.getTime() }));
  },
});
