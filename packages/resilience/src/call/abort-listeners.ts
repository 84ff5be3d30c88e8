/**
 * One real listener per signal, however many calls share it: a thousand calls under one caller's signal neither warn
 * about MaxListeners nor pay for `addEventListener` (about 1 us) each, and the last to leave takes the listener away.
 */
interface SignalListeners {
  readonly listeners: Set<() => void>;
  readonly onAbort: () => void;
}

const bySignal = new WeakMap<AbortSignal, SignalListeners>();

function attach(signal: AbortSignal): SignalListeners {
  const listeners = new Set<() => void>();
  const onAbort = () => {
    bySignal.delete(signal);
    for (const listener of listeners) listener();
  };
  const attached = { listeners, onAbort };
  signal.addEventListener("abort", onAbort, { once: true });
  bySignal.set(signal, attached);
  return attached;
}

/** Calls `listener` when `signal` aborts; the caller has made sure that it is not aborted yet. */
export function listenForAbort(signal: AbortSignal, listener: () => void): void {
  (bySignal.get(signal) ?? attach(signal)).listeners.add(listener);
}

export function stopListening(signal: AbortSignal, listener: () => void): void {
  const attached = bySignal.get(signal);
  if (attached === undefined) return;
  attached.listeners.delete(listener);
  if (attached.listeners.size > 0) return;
  signal.removeEventListener("abort", attached.onAbort);
  bySignal.delete(signal);
}
