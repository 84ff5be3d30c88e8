import type { Clock, TimerHandle } from "./clock.js";

/** Runtimes keep a timer's delay in 32 signed bits; a longer one fires at once (HTML, section 8.7). */
const longestTimer = 2 ** 31 - 1;

/** A delay too long for one timer, waited out in pieces. */
interface LongTimer {
  piece: ReturnType<typeof globalThis.setTimeout>;
  keeps: boolean;
}

/** Browsers have numbers for timers, and no process to keep. */
function setKeeping(piece: LongTimer["piece"], keeps: boolean): void {
  const timer = piece as unknown as { ref?: () => void; unref?: () => void };
  if (keeps) timer.ref?.();
  else timer.unref?.();
}

const longTimers = new WeakSet<object>();

function startLongTimer(callback: () => void, ms: number): LongTimer {
  const timer: LongTimer = { piece: globalThis.setTimeout(waitOn, longestTimer), keeps: true };
  longTimers.add(timer);
  let remaining = ms - longestTimer;
  function waitOn(): void {
    if (remaining <= 0) {
      callback();
      return;
    }
    const piece = Math.min(remaining, longestTimer);
    remaining -= piece;
    timer.piece = globalThis.setTimeout(waitOn, piece);
    if (!timer.keeps) setKeeping(timer.piece, false);
  }
  return timer;
}

const isLongTimer = (handle: TimerHandle): handle is LongTimer =>
  typeof handle === "object" && handle !== null && longTimers.has(handle);

/** The runtime's clock, looked up at every call, so that fake timers installed later are seen. */
export const systemClock: Clock = Object.freeze({
  now: () => globalThis.performance.now(),
  wallNow: () => Date.now(),
  setTimeout: (callback: () => void, ms: number): TimerHandle =>
    ms > longestTimer ? startLongTimer(callback, ms) : globalThis.setTimeout(callback, ms),
  clearTimeout(handle: TimerHandle) {
    const timer = isLongTimer(handle) ? handle.piece : handle;
    globalThis.clearTimeout(timer as number | undefined);
  },
  keepAlive(handle: TimerHandle, keeps: boolean) {
    if (isLongTimer(handle)) handle.keeps = keeps;
    setKeeping(isLongTimer(handle) ? handle.piece : (handle as LongTimer["piece"]), keeps);
  },
  get source() {
    return globalThis.setTimeout;
  },
});
