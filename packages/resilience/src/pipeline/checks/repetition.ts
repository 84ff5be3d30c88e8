import { type Backoff, planDelays } from "../../retry/backoff.js";
import { amount, type Link, setting } from "./chain.js";

export const attemptsOf = (retry: Link): number => 1 + (amount(retry, "maxRetries") ?? 3);

/** The most runs of the work that a hedging lets go at the same time for one call. */
export const runsOf = (hedging: Link): number => 1 + (amount(hedging, "maxHedges") ?? 1);

export const hasBudget = (link: Link): boolean => {
  const budget = setting(link, "budget");
  return budget !== undefined && budget !== null && budget !== false;
};

/** The pause before retry number `number` without its jitter; a backoff that can not tell is taken for none. */
export function pauseBefore(retry: Link, number: number): number {
  const backoff = setting(retry, "backoff") as Backoff | undefined;
  try {
    return backoff === undefined ? 0 : planDelays(backoff, "none", () => 1)(number, 0);
  } catch {
    return 0;
  }
}

/** Longer backoffs have reached their cap by then. */
const looksAt = 100;

/** The longest pause of a retry, and before which retry. */
export function longestPause(retry: Link): { readonly ms: number; readonly retry: number } {
  let longest = { ms: 0, retry: 0 };
  const retries = Math.min(attemptsOf(retry) - 1, looksAt);
  for (let number = 1; number <= retries; number += 1) {
    const ms = pauseBefore(retry, number);
    if (ms > longest.ms) longest = { ms, retry: number };
  }
  return longest;
}
