import { type HeaderSource, headerValue } from "./header-source.js";
import { type ListMember, parseStructuredList } from "./structured-list.js";

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** `w` of the policy of that name: a window may last so long, so a quota without `t` is back by then. */
function windowOf(name: string, policies: readonly ListMember[]): number | undefined {
  return wholeNumber(policies.find(({ item }) => item === name)?.parameters.get("w"));
}

/** `"minute";r=0;t=12, "day";r=900;t=3600`: the longest wait among the quotas of which nothing remains. */
function fromList(quotas: readonly ListMember[], policies: readonly ListMember[]): number | undefined {
  let longest: number | undefined;
  for (const { item, parameters } of quotas) {
    if (wholeNumber(parameters.get("r")) !== 0) continue;
    const seconds = wholeNumber(parameters.get("t")) ?? windowOf(item, policies);
    if (seconds !== undefined) longest = Math.max(longest ?? 0, seconds * 1_000);
  }
  return longest;
}

/** `limit=100, remaining=0, reset=12`, as the seventh draft had it. */
function fromDictionary(field: string): number | undefined {
  const remaining = /(?:^|,)\s*remaining=(\d{1,15})\s*(?:,|$)/.exec(field)?.[1];
  const reset = /(?:^|,)\s*reset=(\d{1,15})\s*(?:,|$)/.exec(field)?.[1];
  return wholeNumber(remaining) === 0 && reset !== undefined ? Number(reset) * 1_000 : undefined;
}

/** Services disagree about a reset: seconds from now, seconds since 1970 (from 2001 on: 1e9), or ms since 1970. */
function untilReset(text: string | undefined, wallNow: number): number | undefined {
  if (text === undefined || !/^\d{1,15}(?:\.\d{1,9})?$/.test(text)) return undefined;
  const reset = Number(text);
  if (reset < 1e9) return reset * 1_000;
  return Math.max(0, (reset < 1e11 ? reset * 1_000 : reset) - wallNow);
}

function fromPair(headers: HeaderSource, prefix: string, wallNow: number): number | undefined {
  if (wholeNumber(headerValue(headers, `${prefix}-remaining`)?.trim()) !== 0) return undefined;
  return untilReset(headerValue(headers, `${prefix}-reset`)?.trim(), wallNow);
}

/**
 * For how many ms a service's quota is used up, by what its reply says: `RateLimit` with `RateLimit-Policy`
 * (draft-ietf-httpapi-ratelimit-headers), the draft's older `RateLimit-Remaining` and `-Reset`, or `X-RateLimit-*`. The
 * newest form that is there is believed.
 *
 * @param wallNow ms since 1970; some services name the moment of the reset
 * @returns `undefined` while something is left of every quota, or nothing was said about it
 * @example exhaustedQuotaMs(response.headers, clock.wallNow()) // `RateLimit: "default";r=0;t=30` => 30_000
 */
export function exhaustedQuotaMs(headers: HeaderSource, wallNow: number): number | undefined {
  const quotas = headerValue(headers, "ratelimit");
  if (quotas !== undefined) {
    const members = parseStructuredList(quotas);
    if (members === undefined) return fromDictionary(quotas);
    return fromList(members, parseStructuredList(headerValue(headers, "ratelimit-policy") ?? "") ?? []);
  }
  return fromPair(headers, "ratelimit", wallNow) ?? fromPair(headers, "x-ratelimit", wallNow);
}
