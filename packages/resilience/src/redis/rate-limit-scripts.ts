import { redisScript } from "./script.js";

/**
 * Both scripts give out slots: moments at which one call may start. They count in whole microseconds of the server's
 * clock (TIME), so the processes' clocks do not matter; Lua's numbers are exact to 2^53, the year 2255. That clock may
 * step back: `offset` then keeps the time that the state is in from going back with it. It may also step forward, which
 * nobody can tell from time passing.
 *
 * KEYS: the state, a log beside it, the pause of all keys, the pause of this key; all of one hash slot.
 * ARGV: slots wanted (0 to 500); 1 to take them, 0 to look only; how far ahead slots may lie but the first, and the first; then settings.
 * Replies: now, the wait until the slot after those given, and the wait until each slot given; all in microseconds.
 */
const prelude = `
local want, taking, horizon, patience = tonumber(ARGV[1]), ARGV[2] == '1', tonumber(ARGV[3]), tonumber(ARGV[4])
local limit = tonumber(ARGV[5])
local time = redis.call('TIME')
local wall = time[1] * 1000000 + time[2]
local function monotonic(seen, offset)
  if wall + offset < seen then offset = seen - wall end
  return wall + offset, offset
end
local function whole(number) return string.format('%.0f', number) end
local function milliseconds(microseconds) return whole(math.ceil(microseconds / 1000) + 1000) end
local paused = math.max(redis.call('PTTL', KEYS[3]), redis.call('PTTL', KEYS[4]), 0) * 1000
local slots = {}
local function within(slot, now)
  return #slots < want and slot - now <= (#slots == 0 and patience or math.min(horizon, patience))
end
local function reply(now, following)
  local answer = { now, following - now }
  for index, slot in ipairs(slots) do answer[index + 2] = slot - now end
  return answer
end
`;

/**
 * The generic cell rate algorithm (ITU-T I.371, annex A). The spacing of calls, `period / limit`, is seldom a whole
 * number: the arrival is kept as microseconds and a rest in `1/limit` of one, so that nothing is ever rounded.
 */
export const gcraScript = redisScript(`${prelude}
local spacing, spacingRest, tolerance, toleranceRest = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local arrival, rest, seen, offset = 0, 0, 0, 0
local state = redis.call('GET', KEYS[1])
if state then
  local a, b, c, d = string.match(state, '^(%d+):(%d+):(%d+):(%d+)$')
  arrival, rest, seen, offset = tonumber(a), tonumber(b), tonumber(c), tonumber(d)
end
local now
now, offset = monotonic(seen, offset)
local start = now + paused
local function earliest()
  local slot = arrival - tolerance
  if rest > toleranceRest then slot = slot + 1 end
  return math.max(start, slot)
end
local slot = earliest()
while within(slot, now) do
  slots[#slots + 1] = slot
  if arrival + math.min(rest, 1) < slot then arrival, rest = slot, 0 end
  arrival, rest = arrival + spacing, rest + spacingRest
  if rest >= limit then arrival, rest = arrival + 1, rest - limit end
  slot = earliest()
end
if taking and #slots > 0 then
  local value = table.concat({ whole(arrival), whole(rest), whole(now), whole(offset) }, ':')
  redis.call('SET', KEYS[1], value, 'PX', milliseconds(arrival - now))
end
return reply(now, slot)
`);

/** A log of the last `limit` slots, the latest first: a slot is free a whole period after the one `limit` before it. */
export const slidingWindowScript = redisScript(`${prelude}
local period = tonumber(ARGV[6])
local seen, offset = 0, 0
local state = redis.call('GET', KEYS[1])
if state then
  local a, b = string.match(state, '^(%d+):(%d+)$')
  seen, offset = tonumber(a), tonumber(b)
end
local now
now, offset = monotonic(seen, offset)
local start = now + paused
want = math.min(want, limit)
local length = math.min(redis.call('LLEN', KEYS[2]), limit)
local unused = limit - length
local oldest = {}
if want + 1 > unused then
  oldest = redis.call('LRANGE', KEYS[2], math.max(0, length - (want + 1 - unused)), length - 1)
end
local function earliest()
  local back = #slots + 1 - unused
  if back <= 0 then return start end
  local freed = tonumber(oldest[#oldest + 1 - back]) or slots[back - length]
  return math.max(start, freed + period, slots[#slots] or 0)
end
local slot = earliest()
while within(slot, now) do
  slots[#slots + 1] = slot
  slot = earliest()
end
if taking and #slots > 0 then
  local entries = {}
  for index, given in ipairs(slots) do entries[index] = whole(given) end
  redis.call('LPUSH', KEYS[2], unpack(entries))
  -- More than the limit is kept while it still counts: a limit that was lowered may be raised again.
  local kept = limit
  for _, beyond in ipairs(redis.call('LRANGE', KEYS[2], limit, -1)) do
    if tonumber(beyond) + period <= now then break end
    kept = kept + 1
  end
  redis.call('LTRIM', KEYS[2], 0, kept - 1)
  local life = milliseconds(slots[#slots] - now + period)
  redis.call('PEXPIRE', KEYS[2], life)
  redis.call('SET', KEYS[1], whole(now) .. ':' .. whole(offset), 'PX', life)
end
return reply(now, slot)
`);

/**
 * Takes back slots that nobody used, unless others were given since: what is then known of the order is gone.
 * KEYS as above. ARGV: the `now` of the reply that gave them, how many, the kind, then settings as above.
 */
export const giveBackScript = redisScript(`
local given, count, kind, limit = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local state = redis.call('GET', KEYS[1])
if not state then return 0 end
if kind == 'sliding-window' then
  if string.match(state, '^%d+') ~= given then return 0 end
  local period = tonumber(ARGV[5])
  for _ = 1, count do
    -- In place of the slot, the one before it that it had waited for.
    local slot = tonumber(redis.call('LPOP', KEYS[2]))
    local oldest = tonumber(redis.call('LINDEX', KEYS[2], -1) or slot)
    redis.call('RPUSH', KEYS[2], string.format('%.0f', math.min(slot - period, oldest)))
  end
  redis.call('PEXPIRE', KEYS[2], math.max(redis.call('PTTL', KEYS[1]), 1))
  return count
end
local a, b, seen, offset = string.match(state, '^(%d+):(%d+):(%d+):(%d+)$')
if seen ~= given then return 0 end
local arrival, rest = tonumber(a), tonumber(b)
for _ = 1, count do
  arrival, rest = arrival - tonumber(ARGV[5]), rest - tonumber(ARGV[6])
  if rest < 0 then arrival, rest = arrival - 1, rest + limit end
end
redis.call('SET', KEYS[1], string.format('%.0f:%.0f:%s:%s', arrival, rest, seen, offset), 'KEEPTTL')
return count
`);

/** Lengthens a pause, never shortens it. */
export const pauseScript = redisScript(`
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '', 'PX', ARGV[1]) end
`);
