export type { IoRedisClient, NodeRedisClient, RedisClient } from "./client.js";
export { type CacheCodec, jsonCodec } from "./codec.js";
export { type RedisConnection, type RedisConnectionOptions, redisConnection } from "./connection.js";
export { type RedisRateLimiter, redisRateLimiter } from "./rate-limiter.js";
export type { RedisRateLimiterOptions, RedisRateLimiterSettings } from "./rate-limiter-options.js";
export { RedisUnavailable } from "./redis-errors.js";
export { type RedisStore, type RedisStoreOptions, redisStore } from "./redis-store.js";
export { type RedisScript, redisScript } from "./script.js";
export { type SharedCircuitBreaker, type SharedCircuitOptions, shareCircuit } from "./shared-circuit.js";
