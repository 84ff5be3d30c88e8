import type { Call } from "../call/call.js";
import { answer, type Outcome } from "../call/outcome.js";

/**
 * A policy's part of a pipeline without a promise of its own: one `then` at the work runs through the outcomes of all
 * layers. A promise a layer (an `async` function) costs three times as much for four policies: 1.6 us against 0.5.
 */
export type Layer = (call: Call, outcome: Outcome) => unknown;

/** Hands `result` on to `outcome` when it settles; at once when it is no promise. */
export function settle(result: unknown, outcome: Outcome): unknown {
  if (result instanceof Promise) return handOn(result, outcome);
  return isThenable(result) ? handOn(Promise.resolve(result), outcome) : outcome.succeed(result);
}

function handOn(promise: Promise<unknown>, outcome: Outcome): unknown {
  if (outcome === answer) return promise;
  return promise.then(
    (value) => outcome.succeed(value),
    (error) => outcome.fail(error),
  );
}

/** Runs a pipeline's layers. Whatever they do, and whatever a caller's own function in them throws, it is a promise. */
export function begin(layer: Layer, call: Call): Promise<unknown> {
  try {
    return Promise.resolve(layer(call, answer));
  } catch (error) {
    return Promise.reject(error);
  }
}

/** A layer of what answers with a promise. */
export const asLayer =
  (next: (call: Call) => Promise<unknown>): Layer =>
  (call, outcome) =>
    settle(next(call), outcome);

/** Both ways of taking part in calls, for a policy that is written as a layer. */
export const layered = (layer: (next: Layer) => Layer) => ({
  layer,
  wrap(next: (call: Call) => Promise<unknown>) {
    const run = layer(asLayer(next));
    return (call: Call) => begin(run, call);
  },
});

export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
