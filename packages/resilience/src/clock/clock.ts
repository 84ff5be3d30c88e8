/** Time as the policies see it; pass your own (`VirtualClock` of `@tidegate/resilience/testing`) to simulate it. */
export interface Clock {
  /** Monotonic milliseconds since some fixed moment: the only source of durations. */
  now(): number;
  /** Milliseconds since 1970: only for what outlives the process, it may step back. */
  wallNow(): number;
  /** Calls `callback` once after `ms`; any finite delay is honoured, also beyond 2^31-1 ms. */
  setTimeout(callback: () => void, ms: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
  /**
   * Whether a timer that has not fired keeps the process alive; it does from the start. Without this method no timer is
   * kept for later.
   */
  keepAlive?(handle: TimerHandle, keeps: boolean): void;
  /** Where timers come from: when it changes (fake timers are put in), those made before are not relied on any more. */
  readonly source?: unknown;
}

/** What `Clock.setTimeout` returned; opaque. */
export type TimerHandle = unknown;
