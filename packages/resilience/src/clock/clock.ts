/** Time as the policies see it; pass your own (`VirtualClock` of `@tidegate/resilience/testing`) to simulate it. */
export interface Clock {
  /** Monotonic milliseconds since some fixed moment: the only source of durations. */
  now(): number;
  /** Milliseconds since 1970: only for what outlives the process, it may step back. */
  wallNow(): number;
  /** Calls `callback` once after `ms`; any finite delay is honoured, also beyond 2^31-1 ms. */
  setTimeout(callback: () => void, ms: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
}

/** What `Clock.setTimeout` returned; opaque. */
export type TimerHandle = unknown;
