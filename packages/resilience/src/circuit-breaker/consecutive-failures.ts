import { checkOptions, integer } from "../options/check-options.js";
import type { BreakerStrategy } from "./strategy.js";

/** Opens after `failures` failures without a success between them. */
export function consecutiveFailures(failures: number): BreakerStrategy & { readonly failures: number } {
  checkOptions("consecutiveFailures", { failures }, { failures: integer(1, 1_000_000) });
  return Object.freeze({
    kind: "consecutive",
    failures,
    newWindow() {
      let inARow = 0;
      return {
        count(failed: boolean) {
          inARow = failed ? inARow + 1 : 0;
          return inARow >= failures;
        },
        reset() {
          inARow = 0;
        },
      };
    },
  });
}
