import { checkOptions, integer, refuseOptions } from "../options/check-options.js";
import {
  type BreakerStrategy,
  checkSlowCalls,
  type FailureWindow,
  type RateSettings,
  rateRules,
  Tally,
} from "./strategy.js";

export interface CountWindowSettings extends RateSettings {
  /** How many of the last calls count. */
  readonly size: number;
}

const [failedBit, slowBit] = [1, 2];

/** A ring of one byte per call. */
function newRing(settings: CountWindowSettings): FailureWindow {
  const { size } = settings;
  const ring = new Uint8Array(size);
  const tally = new Tally();
  let position = 0;
  let full = false;
  return {
    count(failed, slow) {
      const gone = ring[position] ?? 0;
      if (full) tally.add((gone & failedBit) > 0, (gone & slowBit) > 0, -1);
      ring[position] = (failed ? failedBit : 0) + (slow ? slowBit : 0);
      tally.add(failed, slow);
      position += 1;
      if (position === size) {
        position = 0;
        full = true;
      }
      return tally.exceeds(settings);
    },
    reset() {
      tally.reset();
      position = 0;
      full = false;
    },
  };
}

/** Opens when too large a share of the last `size` calls failed, or was slow. */
export function countWindow(settings: CountWindowSettings): BreakerStrategy & Readonly<CountWindowSettings> {
  const owner = "countWindow";
  checkOptions(owner, settings, { size: integer(1, 1_000_000), minimumCalls: integer(1, 1_000_000), ...rateRules });
  if (settings.minimumCalls > settings.size)
    refuseOptions(owner, `minimumCalls must be at most size, ${settings.size}`);
  checkSlowCalls(owner, settings);
  const copy = { ...settings };
  return Object.freeze({ ...copy, kind: "count", newWindow: () => newRing(copy) });
}
