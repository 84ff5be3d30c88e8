/**
 * When a closed circuit opens:
 * - `consecutive` after so many failures in a row;
 * - `count` when of the last `size` calls, at least `minimumCalls`, the share `failureRate` failed;
 * - `time` the same over the calls of the last `windowMs`.
 */
export type BreakerStrategy =
  | { readonly kind: "consecutive"; readonly failures: number }
  | { readonly kind: "count"; readonly size: number; readonly minimumCalls: number; readonly failureRate: number }
  | { readonly kind: "time"; readonly windowMs: number; readonly minimumCalls: number; readonly failureRate: number };
