import type { Redis } from 'ioredis';
import type { Pulse } from '../ports/stream-epoch';
import { replyOf } from './redis';
import { script } from './script';
import { lifeKey } from './stream-keys';

/**
 * KEYS: the life of the stream. ARGV: the epoch, the beat in milliseconds that it has seen at least, the server, the next
 * beat. Answers whether all of it is so, the beat before, and the server: which process it is and whose data it carries
 * on, so that a restart, a failover and a resynchronization each make it another one.
 */
const beatScript = script(`
local about = redis.call('INFO', 'server') .. redis.call('INFO', 'replication')
local server = string.match(about, 'run_id:(%w+)') .. string.match(about, 'master_replid:(%w+)')
local life = redis.call('HMGET', KEYS[1], 'epoch', 'beat')
local beat = tonumber(life[2] or -1)

local isSound = life[1] == ARGV[1] and server == ARGV[3] and beat >= tonumber(ARGV[2])
if isSound and tonumber(ARGV[4]) > beat then redis.call('HSET', KEYS[1], 'beat', ARGV[4]) end
return { isSound and 1 or 0, life[2], server }
`);

/** Epoch and beat beside each stream, in Redis. */
export const pulse = (redis: Redis): Pulse => ({
  beat: async ({ _id, epoch, beat, server }, next) => {
    const args = [epoch, beat.getTime(), server, next.getTime()];
    const reply = (await beatScript(redis, [lifeKey(_id)], args)) as [number, string | null, string];
    const [isSound, before, found] = reply;
    return { isSound: isSound === 1, beat: before === null ? null : new Date(Number(before)), server: found };
  },
  begin: async ({ _id, epoch, beat }) => {
    await replyOf(redis.hset(lifeKey(_id), { epoch, beat: beat.getTime() }));
  },
});
