import type { CallContext, CallOptions } from "../call/context.js";
import type { HeldValue } from "./memory.js";
import { handOut } from "./protection.js";

/** A value with where it came from. */
export interface CacheAnswer<T> {
  readonly value: T;
  readonly source: "loaded" | "memory" | "store";
  /** Past its time to live. */
  readonly stale: boolean;
  /** It stands in for a load that failed. */
  readonly degraded: boolean;
  /** Since it was loaded. */
  readonly ageMs: number;
  /** Why the load failed, when `degraded`. */
  readonly error?: unknown;
}

/** A fresh value in memory. */
export interface CachedValue<T> {
  readonly value: T;
  /** When it was loaded, ms since 1970. */
  readonly storedAt: number;
}

export type Loader<T> = (context: CallContext) => T | Promise<T>;

/** What a value is tagged with, besides the tags of the cache's options. */
export interface TagOptions {
  readonly tags?: readonly string[];
}

/** How a waiter can leave a shared load; its tags are those of whoever starts it: give the same ones for the same key. */
export interface LoadOptions extends Pick<CallOptions, "signal">, TagOptions {}

/** What a held value answers at `now`. */
export const answerOf = <T>(held: HeldValue, now: number): CacheAnswer<T> => ({
  // The cache trusts its callers that one key always means one type.
  value: handOut(held) as T,
  source: held.source,
  stale: now >= held.freshUntil,
  degraded: false,
  ageMs: now - held.loadedAt,
});
