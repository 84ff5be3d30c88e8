import { listenForAbort, stopListening } from "../call/abort-listeners.js";

/** A body keeps what can abort it alive, and nothing else does: the caller's signal may outlive a million bodies. */
const controllers = new WeakMap<object, AbortController>();
const forgotten = new FinalizationRegistry<() => void>((stop) => stop());

/**
 * Lets the caller's signal abort a body that is being read, as with plain `fetch`: a pipeline's own signal ends with the
 * call. `AbortSignal.any` would do it too, but Node 20 remembers each of its results for as long as `signal` lives.
 */
export function abortBodyWith(signal: AbortSignal, body: object, controller: AbortController): void {
  if (signal.aborted) {
    controller.abort(signal.reason);
    return;
  }
  const weakly = new WeakRef(controller);
  const onAbort = () => weakly.deref()?.abort(signal.reason);
  controllers.set(body, controller);
  forgotten.register(controller, () => stopListening(signal, onAbort));
  listenForAbort(signal, onAbort);
}
