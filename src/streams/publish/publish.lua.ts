/**
 * Appends what the stream does not have yet, in order, and answers per run the last `seq` that it has. Answers null when
 * the sender is wrong about this Redis, which has lost something.
 *
 * KEYS: the stream, its epoch, then per run the key of its last `seq`. ARGV: the retention of those keys in seconds, the epoch
 * and the heartbeat that the sender holds true, then per run its base and the number of its entries, then per entry its `seq`,
 * the number of its fields and the fields.
 */
export const publishLua = `
if ARGV[2] ~= '' then
  local known = redis.call('HMGET', KEYS[2], 'epoch', 'heartbeat')
  if known[1] ~= ARGV[2] or tonumber(known[2]) < tonumber(ARGV[3]) then return false end
end

local ttl, at, answers = ARGV[1], 4, {}

for run = 3, #KEYS do
  -- An entity without a key has published nothing for the key's whole retention, or nothing at all: then the sender knows
  -- best, since its watermark is durable. Its base is 0 when it would be remembered, had it not been lost.
  local had = tonumber(redis.call('GET', KEYS[run]) or ARGV[at])
  local last, entries = had, tonumber(ARGV[at + 1])
  at = at + 2

  for _ = 1, entries do
    local seq, first = tonumber(ARGV[at]), at + 2
    local after = first + tonumber(ARGV[at + 1])
    -- Lower: the stream has it already. Higher: a gap, so this and what follows must wait.
    if seq == last + 1 then
      redis.call('XADD', KEYS[1], '*', unpack(ARGV, first, after - 1))
      last = seq
    end
    at = after
  end

  if last > had then redis.call('SET', KEYS[run], last, 'EX', ttl) end
  answers[run - 2] = last
end

return answers
`;
