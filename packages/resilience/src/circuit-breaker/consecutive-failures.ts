import type { FailureWindow } from "./failure-window.js";

/** Opens after `limit` failures without a success between them. */
export function consecutiveFailures(limit: number): FailureWindow {
  let inARow = 0;
  return {
    count(failed) {
      inARow = failed ? inARow + 1 : 0;
      return inARow >= limit;
    },
    reset() {
      inARow = 0;
    },
  };
}
