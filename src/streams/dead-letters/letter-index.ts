import type { RedisClient } from '../../redis/connect';
import { orUnavailable, readMember } from '../../redis/replies';
import { script } from '../../redis/script';
import { entriesIn, timeOf } from '../entries';
import { toMembers } from '../stream-entry';
import { deadLetterKey, letterGroupsKey, lettersPrefix } from '../stream-keys';

/**
 * Replaces the index of letters, unless letters came or went since they were read.
 *
 * KEYS: the dead letter, the groups with letters. ARGV: the newest letter and the number of letters that the sender has seen,
 * what the keys of letters begin with, then per letter its group, the time of its entry, and its member.
 */
const replaceIndexScript = script(`
local info, stream = redis.call('EXISTS', KEYS[1]) == 1 and redis.call('XINFO', 'STREAM', KEYS[1]) or {}, {}
for at = 1, #info, 2 do stream[info[at]] = info[at + 1] end
if (stream['last-generated-id'] or '0-0') ~= ARGV[1] or (stream['length'] or 0) ~= tonumber(ARGV[2]) then return 0 end

for _, group in ipairs(redis.call('SMEMBERS', KEYS[2])) do redis.call('DEL', ARGV[3] .. group) end
redis.call('DEL', KEYS[2])
for at = 4, #ARGV, 3 do
  redis.call('SADD', KEYS[2], ARGV[at])
  redis.call('ZADD', ARGV[3] .. ARGV[at], ARGV[at + 1], ARGV[at + 2])
end
return 1
`);

const pageSize = 100;

/**
 * Indexes the letters of one partition again, which is needed when letters were added or deleted by other means than ours.
 * `stream` is the key of the stream. @throws Unavailable
 */
export const reindexLetters = async (redis: RedisClient, stream: string): Promise<void> => {
  const deadLetter = deadLetterKey(stream, redis);
  const newest = await readNewestLetter(redis, deadLetter);
  const args: (string | number)[] = [];
  let count = 0;
  for await (const [letterId, fields] of entriesIn(redis, deadLetter, { pageSize })) {
    const { group = '', entryId = '' } = toMembers(fields);
    args.push(group, timeOf(entryId) || 0, `${entryId} ${letterId}`);
    count += 1;
  }
  const keys = [deadLetter, letterGroupsKey(stream)];
  await replaceIndexScript(redis, keys, [newest, count, lettersPrefix(stream), ...args]);
};

/** Returns the id of the newest letter that there ever was. @throws Unavailable */
export const readNewestLetter = async (redis: RedisClient, deadLetter: string): Promise<string> => {
  if ((await orUnavailable(redis.exists(deadLetter))) === 0) return '0-0';
  const info = (await orUnavailable(redis.xinfo('STREAM', deadLetter))) as unknown[];
  return String(readMember(info, 'last-generated-id'));
};
