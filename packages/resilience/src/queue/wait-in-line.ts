import { type Cancellation, leftWaiting } from "../call/cancellation.js";
import type { Clock } from "../clock/clock.js";
import type { ResilienceError } from "../errors/resilience-error.js";
import { anybody, type Line, type Waiter } from "./line.js";

/** Lets the entry's call go on; whoever calls it has taken the entry out of the line. */
export type Admit = () => void;

/** How long to wait at most, and what to say then. */
interface Patience {
  readonly clock: Clock;
  readonly ms: number;
  readonly onceOver: () => ResilienceError;
}

interface Waiting {
  readonly cancellation: Cancellation | undefined;
  readonly patience: Patience | undefined;
  /** The caller left (`ABORTED`), or lost patience; its entry is out of the line already. */
  readonly onLeave: (error: ResilienceError) => void;
  readonly onAdmit?: () => void;
  /** Who waits, for lines that go by key or priority. */
  readonly waiter?: Waiter;
}

/**
 * Waits in `line` until admitted. Who is cancelled while waiting leaves the line and rejects at once, with `ABORTED`
 * whatever the reason: the service has not been asked, so nothing is known about it.
 */
export function waitInLine(line: Line<Admit>, waiting: Waiting): Promise<void> {
  const { cancellation, patience, onLeave, onAdmit, waiter = anybody } = waiting;
  return new Promise((resolve, reject) => {
    const stopWaiting = () => {
      cancellation?.unsubscribe(onCancel);
      if (timer !== undefined) patience?.clock.clearTimeout(timer);
    };
    const leave = (error: ResilienceError) => {
      line.leave(place);
      stopWaiting();
      reject(error);
      onLeave(error);
    };
    const onCancel = () => {
      if (cancellation !== undefined) leave(leftWaiting(cancellation));
    };
    const place = line.join(() => {
      stopWaiting();
      resolve();
      onAdmit?.();
    }, waiter);
    const timer = patience?.clock.setTimeout(() => leave(patience.onceOver()), patience.ms);
    cancellation?.subscribe(onCancel);
  });
}
