import type { Clock } from "../clock/clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import type { CallQueued } from "../diagnostics/events.js";
import type { ResilienceError } from "../errors/resilience-error.js";

interface Wait {
  readonly type: CallQueued["type"];
  readonly policy: string;
  readonly key: string | undefined;
  readonly clock: Clock;
  /** Calls waiting, this one included. */
  readonly waiting: number;
}

/** How a wait ended, for whoever waits in line; a refusal is told by who refuses. */
export interface WaitTold {
  onAdmit(): void;
  onLeave(error: ResilienceError): void;
}

const untold: WaitTold = Object.freeze({ onAdmit: () => {}, onLeave: () => {} });

/**
 * Tells that a call waits, and later that it was admitted or left: each wait that was told has one end. Nothing is made
 * for it when nobody listens as it begins.
 */
export function tellWaiting({ type, policy, key, clock, waiting }: Wait): WaitTold {
  if (!observed()) return untold;
  const since = clock.now();
  const kind = type.slice(0, -".queued".length) as "limiter" | "bulkhead" | "concurrency" | "circuit";
  const tell = (how: "admitted" | "left") => {
    if (observed()) emit({ type: `${kind}.${how}`, policy, key, waitedMs: clock.now() - since });
  };
  emit({ type, policy, key, waiting });
  return {
    onAdmit: () => tell("admitted"),
    onLeave: ({ code }) => {
      if (code === "ABORTED") tell("left");
    },
  };
}
