import { listenForAbort, stopListening } from "../call/abort-listeners.js";

/** A body keeps what can abort it alive, and nothing else does: the caller's signal may outlive a million bodies. */
const controllers = new WeakMap<object, AbortController>();
/** Some edge runtimes have neither this nor `WeakRef`; there, signals live no longer than a request. */
const forgotten =
  typeof FinalizationRegistry === "function" ? new FinalizationRegistry<() => void>((stop) => stop()) : undefined;

const weakly = (controller: AbortController): { deref(): AbortController | undefined } =>
  typeof WeakRef === "function" ? new WeakRef(controller) : { deref: () => controller };

/**
 * Lets the caller's signal abort a body that is being read, as with plain `fetch`: a pipeline's own signal ends with the
 * call. `AbortSignal.any` would do it too, but Node 20 remembers each of its results for as long as `signal` lives.
 */
export function abortBodyWith(signal: AbortSignal, body: object, controller: AbortController): void {
  if (signal.aborted) {
    controller.abort(signal.reason);
    return;
  }
  const reference = weakly(controller);
  const onAbort = () => reference.deref()?.abort(signal.reason);
  controllers.set(body, controller);
  forgotten?.register(controller, () => stopListening(signal, onAbort));
  listenForAbort(signal, onAbort);
}
