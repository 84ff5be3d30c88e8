import type { Case } from "../contest.js";
import { breaker, openBreaker } from "./breaker.js";
import { bulkhead, queuedBulkhead } from "./bulkhead.js";
import { cache } from "./cache.js";
import { four, fourInFlight, timeout } from "./four.js";
import { gcraLimiter, windowLimiter } from "./rate-limiter.js";
import { retry } from "./retry.js";

export const cases: readonly Case[] = [
  breaker,
  retry,
  bulkhead,
  queuedBulkhead,
  timeout,
  four,
  openBreaker,
  fourInFlight,
  cache,
  gcraLimiter,
  windowLimiter,
];
