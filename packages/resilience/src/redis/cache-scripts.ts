import { redisScript } from "./script.js";

/**
 * A store's version grows with every change. It follows the server's clock in microseconds, so that it still grows when
 * its key was lost; as text, because Lua shows a number of 16 digits with an exponent.
 */
const versions = `
local function nextVersion(key)
  local time = redis.call('TIME')
  local version = math.max(tonumber(redis.call('GET', key) or '0') + 1, time[1] * 1000000 + time[2])
  local text = string.format('%.0f', version)
  redis.call('SET', key, text)
  return text
end
local function changedSince(prefix, tags, version)
  if tags == '' then return false end
  for _, tag in ipairs(cjson.decode(tags)) do
    local deleted = redis.call('GET', prefix .. tag)
    if deleted and tonumber(deleted) > tonumber(version) then return true end
  end
  return false
end
`;

/**
 * Gives a fresh value that is newer than the version known, or the right to load with what there is of old, or neither.
 * Keys: value, lock, version. Arguments: version known, wall clock in ms, token, lock's life in ms, how (`wait` for the
 * right, `take` it from whoever has it, only `read`), prefix of tags.
 */
export const claimScript = redisScript(`${versions}
local about = redis.call('HMGET', KEYS[1], 'version', 'expiresAt', 'storedAt', 'loadMs', 'tags')
if about[1] and changedSince(ARGV[6], about[5], about[1]) then
  redis.call('DEL', KEYS[1])
  about[1] = false
end
local news = about[1] and tonumber(about[1]) > tonumber(ARGV[1])
local answer = 'fresh'
if ARGV[5] ~= 'read' and not (news and tonumber(about[2]) > tonumber(ARGV[2])) then
  if ARGV[5] == 'take' then
    redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
  elseif not redis.call('SET', KEYS[2], ARGV[3], 'NX', 'PX', ARGV[4]) then
    return {'taken', ''}
  end
  answer = 'yours'
end
local since = redis.call('GET', KEYS[3]) or '0'
if not news then return {answer, since} end
return {answer, since, redis.call('HGET', KEYS[1], 'value'), about[1], about[2], about[3], about[4], about[5]}
`);

/**
 * Stores a value and ends every load of its key; with a token, only if the token still has the right to load and none
 * of the tags was deleted since it was given. Answers with the value's version, or nothing.
 * Keys: value, lock, version. Arguments: token or nothing, version when the right was given, value, expiresAt, storedAt,
 * loadMs, tags, ms to keep, prefix of tags, channel, origin, key.
 */
export const storeScript = redisScript(`${versions}
if ARGV[1] ~= '' then
  if redis.call('GET', KEYS[2]) ~= ARGV[1] then return false end
  if changedSince(ARGV[9], ARGV[7], ARGV[2]) then
    redis.call('DEL', KEYS[2])
    return false
  end
end
redis.call('DEL', KEYS[2])
local version = nextVersion(KEYS[3])
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'version', version, 'value', ARGV[3], 'expiresAt', ARGV[4], 'storedAt', ARGV[5],
  'loadMs', ARGV[6], 'tags', ARGV[7])
redis.call('PEXPIRE', KEYS[1], ARGV[8])
redis.call('PUBLISH', ARGV[10], 'set ' .. version .. ' ' .. ARGV[11] .. ' ' .. ARGV[12])
return version
`);

/** Keys: value, lock, version. Arguments: channel, origin, key. */
export const deleteScript = redisScript(`${versions}
redis.call('DEL', KEYS[1], KEYS[2])
local version = nextVersion(KEYS[3])
redis.call('PUBLISH', ARGV[1], 'delete ' .. version .. ' ' .. ARGV[2] .. ' ' .. ARGV[3])
`);

/**
 * Values are not looked for: whoever reads one that is older than its tag's deletion finds nothing.
 * Keys: the tag's mark, version. Arguments: ms to keep the mark, channel, origin, tag.
 */
export const deleteTagScript = redisScript(`${versions}
local version = nextVersion(KEYS[2])
redis.call('SET', KEYS[1], version, 'PX', ARGV[1])
redis.call('PUBLISH', ARGV[2], 'tag ' .. version .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
`);

/** Keys: lock. Arguments: token, lock's life in ms. Whether the token still has the right to load. */
export const renewScript = redisScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);

/** Keys: lock. Arguments: token, channel, origin, key. */
export const releaseScript = redisScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[2], 'free 0 ' .. ARGV[3] .. ' ' .. ARGV[4])
`);
