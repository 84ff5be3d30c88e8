import type { Call } from "../call/call.js";
import { leftWaiting } from "../call/cancellation.js";
import type { Outcome } from "../call/outcome.js";

/**
 * Goes on with a call that waited.
 *
 * @param run once it was admitted
 * @param giveBack what it was admitted to, when its caller left in that very moment
 */
export function onceAdmitted(
  waited: Promise<void>,
  call: Call,
  outcome: Outcome,
  run: () => unknown,
  giveBack?: () => void,
): unknown {
  return waited.then(
    () => {
      if (!call.cancellation?.cancelled) return run();
      giveBack?.();
      return outcome.fail(leftWaiting(call.cancellation));
    },
    (refused) => outcome.fail(refused),
  );
}
