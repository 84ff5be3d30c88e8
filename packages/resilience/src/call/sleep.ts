import type { Clock } from "../clock/clock.js";
import { type Cancellation, leftWaiting } from "./cancellation.js";

/** Resolves after `ms`; rejects at once, and leaves no timer behind, when the call is cancelled. */
export function sleep(clock: Clock, ms: number, cancellation: Cancellation | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (cancellation === undefined) {
      clock.setTimeout(resolve, ms);
      return;
    }
    if (cancellation.cancelled) {
      reject(leftWaiting(cancellation));
      return;
    }
    const onCancel = () => {
      clock.clearTimeout(timer);
      reject(leftWaiting(cancellation));
    };
    const timer = clock.setTimeout(() => {
      cancellation.unsubscribe(onCancel);
      resolve();
    }, ms);
    cancellation.subscribe(onCancel);
  });
}
