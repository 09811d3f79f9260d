/**
 * Removes letters from the dead letter, and to retry them adds their entries back to the pending ones of the group. All in
 * one step, so that no crash and no second operator can double or lose one; letters that are gone are skipped.
 *
 * To release an order all its letters must be here: if the group got another one since the sender looked, nothing happens.
 *
 * The lease is free again only when it would have expired. So the current reader, which knows the order as parked, stops;
 * and the next turn begins, as every turn does, with the pending entries: in the order of the stream, before all new ones.
 *
 * KEYS: the stream, the dead letter, the parked orders, the lease, the group's letters. ARGV: `retry` or `drop`, the group,
 * the order to release or nothing, the newest letter that the sender has seen, then per letter its id and that of its entry.
 * Answers how many letters there were; -1 when the order has others; the id of an entry that the stream no longer has.
 */
export const resolveLua = `
local scannedMax = 1000

local function hasNewLetter(key, group, order, after)
  local letters = redis.call('XRANGE', key, '(' .. after, '+', 'COUNT', scannedMax)
  for _, letter in ipairs(letters) do
    local named = {}
    for at = 1, #letter[2], 2 do named[letter[2][at]] = letter[2][at + 1] end
    if named['group'] == group and named['subject'] == order then return true end
  end
  return #letters == scannedMax
end

if ARGV[3] ~= '' and hasNewLetter(KEYS[2], ARGV[2], ARGV[3], ARGV[4]) then return -1 end

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
  redis.call('ZREM', KEYS[5], letter[2] .. ' ' .. letter[1])
end
if #letters > 0 then
  if ARGV[3] ~= '' then redis.call('SREM', KEYS[3], ARGV[3]) end
  redis.call('SET', KEYS[4], 'resolved', 'XX', 'KEEPTTL')
end
return #letters
`;
