import type { Call } from "../call/call.js";

/** The innermost layer: the work itself, synchronous or not. */
export function invoke(call: Call): Promise<unknown> {
  try {
    return Promise.resolve(call.work(call));
  } catch (error) {
    return Promise.reject(error);
  }
}
