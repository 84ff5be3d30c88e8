import type { ResilienceEvent } from "./events.js";

export type ResilienceListener = (event: ResilienceEvent) => void;

const listeners = new Set<ResilienceListener>();

/** Whether anybody listens; policies build an event only then. */
export const observed = (): boolean => listeners.size > 0;

/** Tells all listeners. One that throws neither fails the call nor keeps the others from hearing. */
export function emit(event: ResilienceEvent): void {
  for (const listener of listeners) {
    try {
      listener(event);
    } catch {
      // A listener is an observer: its failure is its own.
    }
  }
}

/** The one seam for logs, metrics and traces: hears the events of every policy in the process. */
export const diagnostics = Object.freeze({
  /** Adds a listener and returns the function that takes it away. Listeners run synchronously: be brief. */
  on(listener: ResilienceListener): () => void {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
});
