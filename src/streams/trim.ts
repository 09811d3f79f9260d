import { Unavailable } from '../domain/errors';
import type { Logger } from '../observability/logger';
import type { StreamEpochStore } from '../ports/stream-epoch';
import type { GroupStatus } from '../ports/streams';
import type { RedisClient } from '../redis/connect';
import { script } from '../redis/script';
import { reindexLetters } from './dead-letters/letter-index';
import { deadLetterKey, epochKey, letterGroupsKey, lettersPrefix } from './stream-keys';

interface TrimDependencies {
  redis: RedisClient;
  /** The streams of all partitions. */
  keys: string[];
  retentionMs: number;
  epochs: Pick<StreamEpochStore, 'read' | 'noteTrimmed'>;
  logger: Logger;
  /** Called with the groups of each partition that was looked at. */
  onGroups: (stream: string, groups: GroupStatus[]) => void;
}

/**
 * Trims entries that are older than the retention and needed by no group. A group needs its oldest pending entry and those
 * after it, or else those after the last one that it got; and the entries that it has in the dead letter, which an operator
 * may retry. All in one step, so that no group can fall behind in between, and any number of processes may do it.
 *
 * The letters of a group that was destroyed hold nothing: nothing could read their entries. They stay in the dead letter.
 *
 * KEYS: the stream, its epoch, the groups with letters, the dead letter. ARGV: the epoch, the retention in milliseconds, how many entries at
 * most, what the keys of letters begin with. Answers null when Redis is of another epoch, -1 when
 * the letters must be indexed again, else how many entries are gone, how
 * many milliseconds ago the oldest entry that must stay was added at the latest, and per group its name, the age of the
 * oldest entry that it needs (-1 for none), how many letters it has, the age of the oldest, and 1 if it exists.
 */
const trimScript = script(`
if redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[1] then return false end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local stay = { now - ARGV[2], 0 }
local groups, existing, indexed = {}, {}, 0

local function keep(id)
  local ms, seq = string.match(id, '(%d+)-(%d+)')
  ms, seq = tonumber(ms), tonumber(seq)
  if ms < stay[1] or (ms == stay[1] and seq < stay[2]) then stay = { ms, seq } end
  return now - ms
end

local function lettersOf(name)
  local key = ARGV[4] .. name
  local oldest, count = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES'), redis.call('ZCARD', key)
  indexed = indexed + count
  return count, oldest[2] and tonumber(oldest[2])
end

local isThere = redis.call('EXISTS', KEYS[1]) == 1
for _, fields in ipairs(isThere and redis.call('XINFO', 'GROUPS', KEYS[1]) or {}) do
  local group = {}
  for at = 1, #fields, 2 do group[fields[at]] = fields[at + 1] end
  local following = redis.call('XRANGE', KEYS[1], '(' .. group['last-delivered-id'], '+', 'COUNT', 1)[1]
  local needed = following and following[1]
  if group['pending'] > 0 then needed = redis.call('XPENDING', KEYS[1], group['name'])[2] end
  local age = needed and keep(needed) or -1
  local count, oldest = lettersOf(group['name'])
  for _, letter in ipairs(oldest and redis.call('ZRANGEBYSCORE', ARGV[4] .. group['name'], oldest, oldest) or {}) do keep(letter) end
  existing[group['name']] = true
  groups[#groups + 1] = { group['name'], age, count, oldest and now - oldest or 0, 1 }
end

for _, name in ipairs(redis.call('SMEMBERS', KEYS[3])) do
  if not existing[name] then
    local count, oldest = lettersOf(name)
    if count > 0 then groups[#groups + 1] = { name, -1, count, now - oldest, 0 } end
  end
end

if indexed ~= redis.call('XLEN', KEYS[4]) then return -1 end
if not isThere then return { 0, now - stay[1], groups } end
local minId = string.format('%d-%d', stay[1], stay[2])
return { redis.call('XTRIM', KEYS[1], 'MINID', '~', minId, 'LIMIT', ARGV[3]), now - stay[1], groups }
`);

type GroupReply = [name: string, neededMs: number, letters: number, oldestLetterMs: number, exists: 0 | 1];
type TrimReply = null | -1 | [count: number, stayedMs: number, groups: GroupReply[]];

/** In one step, so that Redis is not busy for long; the rest is trimmed by the next run. */
const entriesMax = 100_000;

/** Creates a function that trims all partitions once. The trimmed events are in the logs, and can be replayed from there. */
export const createTrimmer = (dependencies: TrimDependencies): (() => Promise<void>) => {
  const stalled = new Set<string>();
  return async () => {
    try {
      for (const key of dependencies.keys) await trim(dependencies, key, stalled);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      dependencies.logger.debug(
        { event: 'trim.postponed', err: error },
        'streams could not be trimmed; the next run retries',
      );
    }
  };
};

const trim = async (dependencies: TrimDependencies, key: string, stalled: Set<string>): Promise<void> => {
  const { redis, retentionMs, epochs, logger, onGroups } = dependencies;
  const epoch = await epochs.read(key);
  // Events that were lost and are not published again yet must not count as trimmed.
  if (!epoch || epoch.recovery) return;
  const run = async (): Promise<TrimReply> => {
    const keys = [key, epochKey(key), letterGroupsKey(key), deadLetterKey(key, redis)];
    return (await trimScript(redis, keys, [epoch.epoch, retentionMs, entriesMax, lettersPrefix(key)])) as TrimReply;
  };
  let reply = await run();
  if (reply === -1) {
    await reindexLetters(redis, key);
    reply = await run();
  }
  if (reply === -1) {
    return logger.warn(
      { event: 'trim.letters_not_indexed', stream: key },
      'index of dead letters does not match them; the stream is not trimmed, and the next run retries',
    );
  }
  if (reply === null) return;
  const [count, stayedMs, groups] = reply;
  await epochs.noteTrimmed(key, stayedMs);
  onGroups(key, groups.map(toStatus));
  for (const [name, neededMs] of groups) logStall(dependencies, `${key} ${name}`, neededMs, stalled);
  if (count > 0) logger.info({ event: 'stream.trimmed', stream: key, count }, 'stream was trimmed');
};

const toStatus = ([name, neededMs, letters, oldestLetterMs, exists]: GroupReply): GroupStatus => ({
  name,
  oldestNeededSeconds: Math.max(0, neededMs) / 1000,
  letters,
  oldestLetterSeconds: oldestLetterMs / 1000,
  exists: exists === 1,
});

/** Logs a stall once, and again when the group has caught up and stalls anew. */
const logStall = (
  { retentionMs, logger }: TrimDependencies,
  group: string,
  ageMs: number,
  stalled: Set<string>,
): void => {
  const isStalled = ageMs > retentionMs;
  if (isStalled && !stalled.has(group)) {
    logger.error(
      { event: 'group.stalled', group, ageMs },
      'group is stalled: its stream grows until it reads or is destroyed',
    );
  }
  if (isStalled) stalled.add(group);
  else stalled.delete(group);
};
