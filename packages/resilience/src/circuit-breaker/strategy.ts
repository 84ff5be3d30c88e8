import type { Clock } from "../clock/clock.js";
import { checkKind, integer, milliseconds, refuseOptions, share } from "../options/check-options.js";
import { consecutiveFailures } from "./consecutive-failures.js";
import { countWindow } from "./count-window.js";
import type { FailureWindow } from "./failure-window.js";
import { timeWindow } from "./time-window.js";

/**
 * When a closed circuit opens:
 * - `consecutive` after so many failures in a row;
 * - `count` when of the last `size` calls, at least `minimumCalls`, the share `failureRate` failed;
 * - `time` the same over the calls of the last `windowMs`, counted in tenths of it.
 */
export type BreakerStrategy =
  | { readonly kind: "consecutive"; readonly failures: number }
  | { readonly kind: "count"; readonly size: number; readonly minimumCalls: number; readonly failureRate: number }
  | { readonly kind: "time"; readonly windowMs: number; readonly minimumCalls: number; readonly failureRate: number };

const kinds = {
  consecutive: { failures: integer(1, 1_000_000) },
  count: { size: integer(1, 1_000_000), minimumCalls: integer(1, 1_000_000), failureRate: share },
  time: { windowMs: milliseconds(10), minimumCalls: integer(1, 1_000_000_000), failureRate: share },
};

/** Checks a strategy and returns what makes a window of it for each circuit. */
export function windowsOf(strategy: BreakerStrategy, clock: Clock): () => FailureWindow {
  checkKind("circuitBreaker: strategy", strategy, kinds);
  const settings = Object.freeze({ ...strategy });
  switch (settings.kind) {
    case "consecutive":
      return () => consecutiveFailures(settings.failures);
    case "count":
      if (settings.minimumCalls > settings.size) {
        refuseOptions("circuitBreaker: strategy", `minimumCalls must be at most size, ${settings.size}`);
      }
      return () => countWindow(settings);
    case "time":
      return () => timeWindow(settings, clock);
  }
}
