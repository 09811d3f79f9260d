/**
 * Appends what the stream does not have yet, in order, and answers per run the last `seq` that it has.
 *
 * KEYS: the stream, then per run the key of its last `seq`. ARGV: the life of those keys in seconds, then per run its
 * base and the number of its entries, then per entry its `seq`, the number of its fields and the fields.
 */
export const publishLua = `
local ttl, at, answers = ARGV[1], 2, {}

for run = 2, #KEYS do
  -- An entity without a key has published nothing for the key's whole life, or nothing at all: then the sender knows
  -- best, since its watermark is durable and never ahead of the stream. That Redis lost its data can not be told here.
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
  answers[run - 1] = last
end

return answers
`;
