import type { Call } from "../call/call.js";
import type { Outcome } from "../call/outcome.js";
import { begin, isThenable, type Layer, settle } from "./layer.js";

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

/**
 * The work and, however it ends, `after`. For a layer right around the work with nothing else to do: an outcome of its
 * own would cost a tenth of the call.
 */
export function invokeThen(call: Call, outcome: Outcome, after: () => void): unknown {
  const succeed = (value: unknown) => {
    after();
    return outcome.succeed(value);
  };
  const fail = (error: unknown) => {
    after();
    return outcome.fail(error);
  };
  let result: unknown;
  try {
    result = call.work(call);
  } catch (error) {
    return fail(error);
  }
  if (result instanceof Promise) return result.then(succeed, fail);
  return isThenable(result) ? Promise.resolve(result).then(succeed, fail) : succeed(result);
}

/** The work itself, for a policy that runs on its own. */
export const invoke = (call: Call): Promise<unknown> => begin(invokeWork, call);
