import { parseRetryAfter } from "../errors/retry-after.js";
import { exhaustedQuotaMs } from "./exhausted-quota.js";
import type { FetchSettings } from "./fetch-options.js";

/** Asks for patience, with Retry-After as the measure (RFC 6585, section 4; RFC 9110, section 15.6.4). */
const asksToWait = (status: number): boolean => status === 429 || status === 503;

/** In how many ms the service wants the next request: Retry-After goes before the quota, as the quota's draft says. */
export function requestedPause(response: Response, wallNow: number): number | undefined {
  return parseRetryAfter(response.headers.get("retry-after"), wallNow) ?? exhaustedQuotaMs(response.headers, wallNow);
}

/** Pauses the limiter for as long as the service asks, within bounds. Its own troubles are not the call's. */
export function heedPause(response: Response, key: string, settings: FetchSettings): void {
  const { limiter, maxPauseMs, clock } = settings;
  if (limiter === undefined) return;
  const now = clock.wallNow();
  const asked = asksToWait(response.status) ? requestedPause(response, now) : exhaustedQuotaMs(response.headers, now);
  if (asked === undefined || asked <= 0) return;
  try {
    Promise.resolve(limiter.pause(Math.min(asked, maxPauseMs), key)).catch(() => undefined);
  } catch {
    // A limiter that can not be paused (too many keys, a store that is gone) still limits.
  }
}
