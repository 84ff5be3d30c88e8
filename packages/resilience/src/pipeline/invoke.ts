import type { Call } from "../call/call.js";
import type { Outcome } from "../call/outcome.js";
import { begin, type Layer, settle } from "./layer.js";

/** The innermost layer: the work itself, synchronous or not. */
export const invokeWork: Layer = (call: Call, outcome: Outcome): unknown => {
  let result: unknown;
  try {
    result = call.work(call);
  } catch (error) {
    return outcome.fail(error);
  }
  return settle(result, outcome);
};

/** The work itself, for a policy that runs on its own. */
export const invoke = (call: Call): Promise<unknown> => begin(invokeWork, call);
