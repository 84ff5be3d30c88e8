import type { Clock } from "../clock/clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { type ResilienceError, refusal } from "../errors/resilience-error.js";
import type { Next } from "../pipeline/policy.js";
import type { Call } from "./call.js";
import { OwnCancellation } from "./cancellation.js";

export interface TimeLimit {
  readonly policy: string;
  readonly ms: number;
  readonly scope: "attempt" | "total";
  readonly clock: Clock;
}

const timedOut = ({ ms, scope }: TimeLimit): ResilienceError =>
  refusal("TIMEOUT", `The ${scope === "attempt" ? "attempt" : "call"} took longer than ${ms} ms.`, { scope });

/**
 * Runs `next` for at most `limit.ms`. The answer comes at once when time is up or the call is cancelled from outside,
 * also when the work ignores its signal; slots of bulkheads stay taken until that work has settled.
 */
export function runWithin(call: Call, next: Next, limit: TimeLimit): Promise<unknown> {
  const outer = call.cancellation;
  if (outer?.cancelled) return Promise.reject(outer.error);
  return new Promise((resolve, reject) => {
    const cancellation = new OwnCancellation();
    const giveUp = (error: ResilienceError, reason: unknown) => {
      stop();
      if (inner !== undefined) call.hold?.keepUntil(inner);
      reject(error);
      cancellation.cancel(error, reason);
    };
    const onTimeout = () => {
      const error = timedOut(limit);
      if (observed()) {
        emit({ type: "timeout", policy: limit.policy, key: call.key, ms: limit.ms, scope: limit.scope });
      }
      giveUp(error, error);
    };
    const onOuter = () => {
      if (outer !== undefined) giveUp(outer.error, outer.reason);
    };
    const stop = () => {
      limit.clock.clearTimeout(timer);
      outer?.unsubscribe(onOuter);
    };
    const timer = limit.clock.setTimeout(onTimeout, limit.ms);
    outer?.subscribe(onOuter);
    let inner: Promise<unknown> | undefined;
    inner = next(call.within(cancellation, limit.clock.now() + limit.ms));
    inner.then(
      (value) => {
        stop();
        resolve(value);
      },
      (error: unknown) => {
        stop();
        reject(error);
      },
    );
  });
}
