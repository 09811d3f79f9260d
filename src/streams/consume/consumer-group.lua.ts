/**
 * Creates the group where it had handled everything, or at the beginning: never at the end, where it would miss the entries
 * added meanwhile. A stream that is new itself is read from its first entry. Answers whether the group was missing.
 *
 * KEYS: the stream, the group's position. ARGV: the group.
 */
export const createLua = `
local isThere = redis.call('EXISTS', KEYS[1]) == 1
for _, group in ipairs(isThere and redis.call('XINFO', 'GROUPS', KEYS[1]) or {}) do
  for at = 1, #group, 2 do if group[at] == 'name' and group[at + 1] == ARGV[1] then return 0 end end
end
redis.call('XGROUP', 'CREATE', KEYS[1], ARGV[1], isThere and redis.call('GET', KEYS[2]) or '0', 'MKSTREAM')
return 1
`;

/**
 * Looks for entries that were trimmed before the group got them, which leave no other trace: more were added than the group
 * has read and the stream still has. Keeps the last entry that the group got as the oldest that is lost, and moves the
 * group's counter, so that a loss is found once. Answers how many are lost.
 *
 * KEYS: the stream, the oldest entry that is lost. ARGV: the group.
 */
export const detectLossLua = `
local function members(pairs)
  local named = {}
  for at = 1, #pairs, 2 do named[pairs[at]] = pairs[at + 1] end
  return named
end
local function isBefore(id, other)
  local ms, seq = string.match(id, '(%d+)-(%d+)')
  local otherMs, otherSeq = string.match(other, '(%d+)-(%d+)')
  if ms ~= otherMs then return tonumber(ms) < tonumber(otherMs) end
  return tonumber(seq) < tonumber(otherSeq)
end

local stream = members(redis.call('XINFO', 'STREAM', KEYS[1]))
for _, pairs in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local group = members(pairs)
  if group['name'] == ARGV[1] and group['entries-read'] then
    local first, last = stream['recorded-first-entry-id'], group['last-delivered-id']
    local lost = stream['entries-added'] - group['entries-read'] - stream['length']
    if lost > 0 and (stream['length'] == 0 or isBefore(last, first)) then
      redis.call('SET', KEYS[2], last, 'NX')
      redis.call('XGROUP', 'SETID', KEYS[1], ARGV[1], last, 'ENTRIESREAD', stream['entries-added'] - stream['length'])
      return lost
    end
  end
end
return 0
`;

/**
 * Acknowledges, and keeps up to where the group has handled everything: just before the oldest entry that is pending.
 *
 * KEYS: the stream, the group's position. ARGV: the group, the ids, the last one the newest.
 */
export const acknowledgeLua = `
redis.call('XACK', KEYS[1], ARGV[1], unpack(ARGV, 2))
local oldest = redis.call('XPENDING', KEYS[1], ARGV[1])[2]
local position = oldest and (tonumber(oldest:match('^%d+')) - 1) .. '-0' or ARGV[#ARGV]
redis.call('SET', KEYS[2], position)
return position
`;

/**
 * Reads new entries for the group, if the lease is ours. Checked in the same step, so that a process that slept past its
 * lease cannot take entries from its successor: those would be handled after later ones of the same order.
 *
 * KEYS: the stream, the lease. ARGV: the token, the group, the consumer, how many.
 * Answers null without the lease, else the id up to which the group has been served, and the entries.
 */
export const readLua = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return false end

local reply = redis.call('XREADGROUP', 'GROUP', ARGV[2], ARGV[3], 'COUNT', ARGV[4], 'STREAMS', KEYS[1], '>')
if reply then
  local entries = reply[1][2]
  return { entries[#entries][1], entries }
end

local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
return { newest and newest[1] or '0-0', {} }
`;

/**
 * Reads entries again that were delivered to any consumer and never acknowledged, if the lease is ours. JUSTID keeps the
 * delivery counter as it is: it counts failures, and a restart is none.
 *
 * KEYS: the stream, the lease, the oldest entry that is lost. ARGV: the token, the group, the consumer, for how many
 * milliseconds an entry must have been idle, the cursor, how many. Answers null without the lease, else the next cursor, the
 * entries (id, fields, deliveries), and the ids of those that are gone from the stream. Redis forgets these with this call,
 * so the oldest of them is kept in the same step.
 */
export const reclaimLua = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return false end

local claimed = redis.call('XAUTOCLAIM', KEYS[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], 'COUNT', ARGV[6], 'JUSTID')
local entries = {}
for _, id in ipairs(claimed[2]) do
  local entry = redis.call('XRANGE', KEYS[1], id, id)[1]
  local pending = redis.call('XPENDING', KEYS[1], ARGV[2], id, id, 1)[1]
  if entry and pending then entries[#entries + 1] = { id, entry[2], pending[4] } end
end
local missing = claimed[3]
if missing[1] then redis.call('SET', KEYS[3], missing[1], 'NX') end
return { claimed[1], entries, missing }
`;

/** Keeps with a pending entry how often it was delivered. KEYS: the stream. ARGV: the group, the consumer, the id, the count. */
export const countDeliveryLua = `
return redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'RETRYCOUNT', ARGV[4], 'JUSTID')
`;

/**
 * Moves an entry to the dead letter and, with a subject, parks that order: all in one step, so that no crash can double
 * or lose it. Answers null without the lease, 0 when the entry is acknowledged already, else 1.
 *
 * KEYS: the stream, the lease, the dead letter, the parked orders, the group's letters, the groups with letters. ARGV: the
 * token, the group, the entry's id, the subject to park or nothing, the fields of the dead letter.
 */
export const deadLetterLua = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return false end
if #redis.call('XPENDING', KEYS[1], ARGV[2], ARGV[3], ARGV[3], 1) == 0 then return 0 end

local letter = redis.call('XADD', KEYS[3], '*', unpack(ARGV, 5))
redis.call('ZADD', KEYS[5], string.match(ARGV[3], '^%d+'), ARGV[3] .. ' ' .. letter)
redis.call('SADD', KEYS[6], ARGV[2])
if ARGV[4] ~= '' then redis.call('SADD', KEYS[4], ARGV[4]) end
return redis.call('XACK', KEYS[1], ARGV[2], ARGV[3])
`;
