import type { Redis } from 'ioredis';
import { Unavailable } from '../domain/errors';
import type { Logger } from '../observability/logger';
import type { StreamEpochStore } from '../ports/stream-epoch';
import { newestLetterLua } from './dead-letters/dead-letter.lua';
import { findRetainedEntries } from './dead-letters/retained-entries';
import { script } from './script';
import { deadLetterKey, epochKey } from './stream-keys';

interface TrimParts {
  redis: Redis;
  /** The streams of all partitions. */
  keys: string[];
  retentionMs: number;
  epochs: Pick<StreamEpochStore, 'read' | 'noteTrimmed'>;
  logger: Logger;
  /** Called with the age of the oldest entry that each group still needs, in seconds; 0 when it needs none. */
  onGroupLag: (stream: string, ageSeconds: Map<string, number>) => void;
}

/**
 * Trims what is older than the retention and needed by no group: a group needs its oldest pending entry and what follows,
 * or else what follows the last one that it got, and the entry of a dead letter until that is settled. All in one step, so
 * that no group can fall behind in between, and it does not matter how many processes do it.
 *
 * KEYS: the stream, its epoch, its dead letter. ARGV: the epoch, the retention in milliseconds, how many entries at most, the
 * newest letter that was seen, and the oldest entry with a letter or nothing. Answers null when Redis is of another epoch, or
 * letters have come since, else how many entries are gone, how many milliseconds ago the first one that must stay was
 * added at the latest, and per group its name and the age of the entry that it needs, -1 for none.
 */
const trimScript = script(`${newestLetterLua}
if newestLetter(KEYS[3]) ~= ARGV[4] then return false end
if redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[1] then return false end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local stay = { now - ARGV[2], 0 }
local groups = {}

local function parsed(id)
  local ms, seq = string.match(id, '(%d+)-(%d+)')
  return { tonumber(ms), tonumber(seq) }
end

if redis.call('EXISTS', KEYS[1]) == 0 then return { 0, now - stay[1], groups } end

for _, fields in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local group = {}
  for at = 1, #fields, 2 do group[fields[at]] = fields[at + 1] end
  local following = redis.call('XRANGE', KEYS[1], '(' .. group['last-delivered-id'], '+', 'COUNT', 1)[1]
  local needed = following and following[1]
  if group['pending'] > 0 then needed = redis.call('XPENDING', KEYS[1], group['name'])[2] end
  if needed then
    local id = parsed(needed)
    if id[1] < stay[1] or (id[1] == stay[1] and id[2] < stay[2]) then stay = id end
    groups[#groups + 1] = { group['name'], now - id[1] }
  else
    groups[#groups + 1] = { group['name'], -1 }
  end
end

if ARGV[5] ~= '' then
  local held = parsed(ARGV[5])
  if held[1] < stay[1] or (held[1] == stay[1] and held[2] < stay[2]) then stay = held end
end

local minId = string.format('%d-%d', stay[1], stay[2])
return { redis.call('XTRIM', KEYS[1], 'MINID', '~', minId, 'LIMIT', ARGV[3]), now - stay[1], groups }
`);

type TrimReply = [number, number, [string, number][]];

/** In one step, so that Redis is not busy for long; what is left has time until the next run. */
const entriesMax = 100_000;

/** Trims all partitions once. What it trims is in the logs, and can be replayed from there. */
export const createTrimmer = (parts: TrimParts): (() => Promise<void>) => {
  const stalled = new Set<string>();
  return async () => {
    try {
      for (const key of parts.keys) await trim(parts, key, stalled);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      parts.logger.debug({ err: error }, 'Streams are trimmed later');
    }
  };
};

const trim = async (parts: TrimParts, key: string, stalled: Set<string>): Promise<void> => {
  const { redis, retentionMs, epochs, logger, onGroupLag } = parts;
  const epoch = await epochs.read(key);
  // What was lost and is not back yet must not count as trimmed.
  if (!epoch || epoch.recovery) return;
  const deadLetter = deadLetterKey(key);
  const { newestLetter, oldest = '' } = await findRetainedEntries(redis, deadLetter);
  const args = [epoch.epoch, retentionMs, entriesMax, newestLetter, oldest];
  const reply = (await trimScript(redis, [key, epochKey(key), deadLetter], args)) as TrimReply | null;
  if (!reply) return;
  const [count, stayedMs, needs] = reply;
  await epochs.noteTrimmed(key, stayedMs);
  onGroupLag(key, new Map(needs.map(([name, ageMs]) => [name, Math.max(0, ageMs) / 1000])));
  for (const [name, ageMs] of needs) tellIfStalled(parts, `${key} ${name}`, ageMs, stalled);
  if (count > 0) logger.info({ stream: key, count }, 'A stream was trimmed');
};

/** Once, and again when it has caught up and stalls anew. */
const tellIfStalled = (
  { retentionMs, logger }: TrimParts,
  group: string,
  ageMs: number,
  stalled: Set<string>,
): void => {
  const isStalled = ageMs > retentionMs;
  if (isStalled && !stalled.has(group)) {
    logger.error({ group, ageMs }, 'A group is stalled: its stream grows until it goes on, or is removed');
  }
  if (isStalled) stalled.add(group);
  else stalled.delete(group);
};
