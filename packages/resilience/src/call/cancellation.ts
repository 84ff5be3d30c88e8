import { type ResilienceError, refusal } from "../errors/resilience-error.js";
import { listenForAbort, stopListening } from "./abort-listeners.js";

/** Why and whether a call has to end; cheaper than an `AbortSignal`, and the source of one when the work wants it. */
export interface Cancellation {
  readonly cancelled: boolean;
  /** What the cancelled call rejects with. */
  readonly error: ResilienceError;
  /** What the work's signal is aborted with. */
  readonly reason: unknown;
  readonly signal: AbortSignal;
  subscribe(listener: () => void): void;
  unsubscribe(listener: () => void): void;
}

const callerLeft = (reason: unknown): ResilienceError =>
  refusal("ABORTED", "The caller ended the call; its signal's reason is the cause.", { cause: reason });

/** The caller's own signal. Whatever its reason, also a `TimeoutError`, the call ends with `ABORTED`. */
export class CallerCancellation implements Cancellation {
  readonly signal: AbortSignal;
  private rejection: ResilienceError | undefined;

  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  get cancelled(): boolean {
    return this.signal.aborted;
  }

  get reason(): unknown {
    return this.signal.reason;
  }

  get error(): ResilienceError {
    this.rejection ??= callerLeft(this.signal.reason);
    return this.rejection;
  }

  subscribe(listener: () => void): void {
    listenForAbort(this.signal, listener);
  }

  unsubscribe(listener: () => void): void {
    stopListening(this.signal, listener);
  }
}

/** A cancellation of our own: one timeout's, or one shared load's. Its signal exists only once somebody read it. */
export class OwnCancellation implements Cancellation {
  private controller: AbortController | undefined;
  private listeners: Set<() => void> | undefined;
  private ending: { readonly error: ResilienceError; readonly reason: unknown } | undefined;

  get cancelled(): boolean {
    return this.ending !== undefined;
  }

  get error(): ResilienceError {
    return this.ending?.error ?? callerLeft(undefined);
  }

  get reason(): unknown {
    return this.ending?.reason;
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.ending !== undefined) this.controller.abort(this.ending.reason);
    }
    return this.controller.signal;
  }

  cancel(error: ResilienceError, reason: unknown = error): void {
    if (this.ending !== undefined) return;
    this.ending = { error, reason };
    const listeners = this.listeners;
    this.listeners = undefined;
    if (listeners !== undefined) for (const listener of listeners) listener();
    this.controller?.abort(reason);
  }

  subscribe(listener: () => void): void {
    this.listeners ??= new Set();
    this.listeners.add(listener);
  }

  unsubscribe(listener: () => void): void {
    this.listeners?.delete(listener);
  }
}

/** The rejection of a call that was cancelled before its work began, or between two attempts. */
export const leftWaiting = ({ error }: Cancellation): ResilienceError =>
  error.code === "ABORTED" ? error : refusal("ABORTED", "The call ended while it waited.", { cause: error });
