import type { FailureWindow } from "./failure-window.js";

interface CountWindowSettings {
  readonly size: number;
  readonly minimumCalls: number;
  readonly failureRate: number;
}

/** Opens when too large a share of the last `size` calls failed; a ring of one byte per call. */
export function countWindow({ size, minimumCalls, failureRate }: CountWindowSettings): FailureWindow {
  const ring = new Uint8Array(size);
  let position = 0;
  let calls = 0;
  let failures = 0;
  return {
    count(failed) {
      // A place not used yet holds 0, as a success does.
      failures += (failed ? 1 : 0) - (ring[position] ?? 0);
      ring[position] = failed ? 1 : 0;
      position = position + 1 === size ? 0 : position + 1;
      if (calls < size) calls += 1;
      return calls >= minimumCalls && failures >= failureRate * calls;
    },
    reset() {
      ring.fill(0);
      position = 0;
      calls = 0;
      failures = 0;
    },
  };
}
