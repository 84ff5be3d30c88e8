import { Deadlines } from "../call/deadlines.js";
import { runWithin } from "../call/time-limit.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { checkOptions, clock, milliseconds, oneOf, optional, text } from "../options/check-options.js";
import { liveSettings, withDefaults } from "../options/live-settings.js";
import type { Layer } from "../pipeline/layer.js";
import { livePolicy } from "../pipeline/live-policy.js";
import type { LivePolicy } from "../pipeline/policy.js";

export interface TimeoutOptions {
  /** Names the policy in events. Default `"timeout"`. */
  readonly name?: string;
  readonly ms: number;
  /** `attempt` (default) inside a retry, which may then try again; `total` outside of it, which ends the call. */
  readonly kind?: "attempt" | "total";
  readonly clock?: Clock;
}

const rules = {
  name: optional(text),
  ms: milliseconds(1),
  kind: optional(oneOf("attempt", "total")),
  clock: optional(clock),
};

const defaults = { name: "timeout", kind: "attempt", clock: systemClock } as const;

/**
 * Ends a call with `TIMEOUT` after `ms`, also when the work ignores the signal it is given.
 *
 * @example pipeline(timeout({ ms: 30_000, kind: "total" }), retry(), timeout({ ms: 5_000 }))
 */
export function timeout(options: TimeoutOptions): LivePolicy<TimeoutOptions> {
  const live = liveSettings("timeout", options, (given) => {
    checkOptions("timeout", given, rules);
    return withDefaults(given, defaults);
  });
  const deadlines = new Deadlines(live.current.clock, true);
  const layer =
    (next: Layer): Layer =>
    (call, outcome) =>
      runWithin(call, next, live.current, deadlines, outcome);
  return livePolicy("timeout", live, layer, {});
}
