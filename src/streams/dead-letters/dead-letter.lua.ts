/** The id of the newest letter that there ever was: it tells whether letters have come since somebody looked. */
export const newestLetterLua = `
local function newestLetter(key)
  if redis.call('EXISTS', key) == 0 then return '0-0' end
  local info = redis.call('XINFO', 'STREAM', key)
  for at = 1, #info, 2 do if info[at] == 'last-generated-id' then return info[at + 1] end end
end
`;

/**
 * Takes letters out of the dead letter, and to retry them puts their entries back among those that the group has pending.
 * All in one step, so that no crash and no second operator can double or lose one; letters that are gone are passed over.
 *
 * Until the lease expires, no consumer holds it. So a consumer that reads now, and knows the order as parked, stops; and the
 * next turn begins, as every turn does, with what is pending: in the order of the stream, before everything new.
 *
 * KEYS: the stream, the dead letter, the parked orders, the lease. ARGV: `retry` or `drop`, the group, the order to release
 * or nothing, the newest letter that the sender has seen, then per letter its id and that of its entry. Answers how many
 * letters there were; -1 when others came meanwhile; the id of an entry that the stream no longer has.
 */
export const resolveLua = `${newestLetterLua}
if newestLetter(KEYS[2]) ~= ARGV[4] then return -1 end

local isRetry, letters = ARGV[1] == 'retry', {}
for at = 5, #ARGV, 2 do
  if #redis.call('XRANGE', KEYS[2], ARGV[at], ARGV[at]) == 1 then
    if isRetry and #redis.call('XRANGE', KEYS[1], ARGV[at + 1], ARGV[at + 1]) == 0 then return ARGV[at + 1] end
    letters[#letters + 1] = { ARGV[at], ARGV[at + 1] }
  end
end

for _, letter in ipairs(letters) do
  if isRetry then
    redis.call('XCLAIM', KEYS[1], ARGV[2], ARGV[2], 0, letter[2], 'RETRYCOUNT', 1, 'FORCE', 'JUSTID')
  end
  redis.call('XDEL', KEYS[2], letter[1])
end
if #letters > 0 then
  if ARGV[3] ~= '' then redis.call('SREM', KEYS[3], ARGV[3]) end
  redis.call('SET', KEYS[4], 'settled', 'XX', 'KEEPTTL')
end
return #letters
`;
