import type { Clock } from "../clock/clock.js";
import { callable, checkOptions, integer, milliseconds, optional } from "../options/check-options.js";
import type { PerKey } from "./per-key.js";

interface Kept<S> {
  readonly state: S;
  usedAt: number;
  /** When it was put last in the order of use. */
  orderedAt: number;
}

export interface KeyedStatesOptions<S> {
  readonly perKey: PerKey | undefined;
  readonly clock: Clock;
  readonly create: (key: string | undefined) => S;
  /** Whether forgetting `state` loses nothing that matters; `full`: there is no place for a new key otherwise. */
  readonly mayForget: (state: S, full: boolean) => boolean;
}

/**
 * A key in use is put last in order once in this share of its idle time, not at every call: taking it out of a map and
 * putting it in again cost more than the whole policy.
 */
const orderingsPerIdleTime = 32;

/** How many of the longest unused keys are looked at when one has to go: a bound on the work per call. */
const inspectedAtOnce = 32;

const rules = { maxKeys: optional(integer(1, 10_000_000)), idleMs: optional(milliseconds(1)), by: optional(callable) };

/** One state for all calls or, with `perKey`, a bounded number of states that idle away. It needs no timer. */
export class KeyedStates<S> {
  private readonly single: S | undefined;
  /** In order of use, the longest unused first. */
  private readonly kept = new Map<string, Kept<S>>();
  private readonly options: KeyedStatesOptions<S>;
  private readonly maxKeys: number;
  private readonly idleMs: number;
  private readonly by: (key: string) => string;

  constructor(owner: string, options: KeyedStatesOptions<S>) {
    const { perKey } = options;
    if (perKey !== undefined) checkOptions(`${owner}: perKey`, perKey, rules);
    this.options = options;
    this.maxKeys = perKey?.maxKeys ?? 10_000;
    this.idleMs = perKey?.idleMs ?? 600_000;
    this.by = perKey?.by ?? ((key) => key);
    this.single = perKey === undefined ? options.create(undefined) : undefined;
  }

  /** The state for a call; `undefined` when every key is in use and none may be forgotten. Calls without a key share `""`. */
  of(callKey: string | undefined, time?: number): S | undefined {
    if (this.single !== undefined) return this.single;
    return this.at(this.by(callKey ?? ""), time ?? this.options.clock.now());
  }

  /** As `of`, for a key that `perKey.by` has made already, as `entries` gives them. */
  at(key: string, now: number): S | undefined {
    if (this.single !== undefined) return this.single;
    const kept = this.kept.get(key);
    if (kept === undefined) return this.add(key, now);
    if (this.isIdle(kept, now)) {
      this.kept.delete(key);
      return this.add(key, now);
    }
    kept.usedAt = now;
    if ((now - kept.orderedAt) * orderingsPerIdleTime >= this.idleMs) this.putLast(key, kept);
    return kept.state;
  }

  /** The state of a key if there is one; neither makes it nor counts as a use. */
  peek(callKey: string | undefined): S | undefined {
    return this.single ?? this.kept.get(this.by(callKey ?? ""))?.state;
  }

  /** Every key with its state; without `perKey`, the one state under `""`. */
  *entries(): IterableIterator<readonly [string, S]> {
    if (this.single !== undefined) yield ["", this.single];
    for (const [key, { state }] of this.kept) yield [key, state];
  }

  private putLast(key: string, kept: Kept<S>): void {
    this.kept.delete(key);
    kept.orderedAt = kept.usedAt;
    this.kept.set(key, kept);
  }

  private isIdle(kept: Kept<S>, now: number): boolean {
    return now - kept.usedAt >= this.idleMs && this.options.mayForget(kept.state, false);
  }

  private add(key: string, now: number): S | undefined {
    this.forgetIdle(now);
    if (this.kept.size >= this.maxKeys && !this.makePlace()) return undefined;
    const state = this.options.create(key);
    this.kept.set(key, { state, usedAt: now, orderedAt: now });
    return state;
  }

  private forgetIdle(now: number): void {
    let inspected = 0;
    for (const [key, kept] of this.kept) {
      inspected += 1;
      if (inspected > inspectedAtOnce || now - kept.usedAt < this.idleMs) return;
      if (this.options.mayForget(kept.state, false)) this.kept.delete(key);
    }
  }

  /** Ends: each key it puts last is then in order, and it looks at so many at most. */
  private makePlace(): boolean {
    let inspected = 0;
    for (const [key, kept] of this.kept) {
      if (kept.usedAt > kept.orderedAt) {
        this.putLast(key, kept);
        continue;
      }
      inspected += 1;
      if (inspected > inspectedAtOnce) return false;
      if (!this.options.mayForget(kept.state, true)) continue;
      this.kept.delete(key);
      return true;
    }
    return false;
  }
}
