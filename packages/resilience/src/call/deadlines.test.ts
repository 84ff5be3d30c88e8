import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { pipeline } from "../pipeline/pipeline.js";
import { VirtualClock } from "../testing/index.js";
import { runs } from "../testing/runs.simulation.js";
import { timeout } from "../timeout/timeout.js";
import { type Deadline, Deadlines } from "./deadlines.js";

function deadlineAt(dueAt: number, deadlines: Deadlines, onExpire: () => void): Deadline {
  const deadline: Deadline = {
    dueAt,
    before: undefined,
    after: undefined,
    expire() {
      deadlines.remove(deadline);
      onExpire();
    },
  };
  return deadline;
}

const never = () => new Promise<never>(() => {});
const code = (call: Promise<unknown>) => call.catch((error) => error.code);

afterEach(() => {
  vi.useRealTimers();
});

describe("deadlines behind one timer", () => {
  it("expire each at its own moment, in any order of adding and removing", async () => {
    const planned = fc.record({
      addedAt: fc.nat(200),
      lasts: fc.nat(100),
      removedAfter: fc.option(fc.nat(100), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(planned, { maxLength: 30 }), fc.boolean(), async (plans, lingers) => {
        const clock = new VirtualClock();
        const deadlines = new Deadlines(clock, lingers);
        const expired: { dueAt: number; at: number }[] = [];
        const expected: number[] = [];
        for (const { addedAt, lasts, removedAfter } of plans) {
          clock.setTimeout(() => {
            const dueAt = addedAt + lasts;
            let ended = false;
            const deadline = deadlineAt(dueAt, deadlines, () => {
              ended = true;
              expired.push({ dueAt, at: clock.now() });
            });
            deadlines.add(deadline);
            if (removedAfter === undefined || removedAfter > lasts) expected.push(dueAt);
            if (removedAfter !== undefined && removedAfter < lasts) {
              clock.setTimeout(() => !ended && deadlines.remove(deadline), removedAfter);
            }
            if (removedAfter === lasts) expected.push(dueAt);
          }, addedAt);
        }
        await clock.advance(1_000);
        expect(expired.map(({ dueAt }) => dueAt)).toEqual(expected.sort((a, b) => a - b));
        for (const { dueAt, at } of expired) expect(at).toBe(dueAt);
        expect(clock.pendingTimers).toBe(0);
      }),
      { numRuns: runs(100) },
    );
  });

  it("make one timer for calls that follow each other, which keeps no process alive between them", async () => {
    const clock = new VirtualClock();
    const made = vi.spyOn(clock, "setTimeout");
    const { execute } = pipeline(timeout({ ms: 1_000, clock }));
    for (let call = 0; call < 100; call += 1) {
      const work = execute(() => new Promise<void>((resolve) => clock.setTimeout(resolve, 1)));
      expect(clock.pendingTimers).toBe(2);
      await clock.advance(1);
      await work;
      expect(clock.pendingTimers).toBe(0);
    }
    expect(made.mock.calls.filter(([, ms]) => ms === 1_000)).toHaveLength(1);
    const late = code(execute(never));
    await clock.advance(999);
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(1);
    expect(await late).toBe("TIMEOUT");
    expect(clock.now()).toBe(1_100);
  });

  it("leave nothing behind on a clock that can not let a timer rest, nor for the deadline of one call", async () => {
    const clock = new VirtualClock();
    const { now, wallNow, setTimeout, clearTimeout } = clock;
    const plain: Clock = {
      now: now.bind(clock),
      wallNow: wallNow.bind(clock),
      setTimeout: setTimeout.bind(clock),
      clearTimeout: clearTimeout.bind(clock),
    };
    await pipeline(timeout({ ms: 1_000, clock: plain })).execute(() => 1);
    await pipeline(timeout({ ms: 1_000, clock })).execute(() => 1);
    const cleared = vi.spyOn(clock, "clearTimeout");
    await pipeline(timeout({ ms: 2_000, clock })).execute(() => 1, { deadlineMs: 500 });
    expect(cleared).toHaveBeenCalledTimes(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it("a time limit made shorter meanwhile fires in its time", async () => {
    const clock = new VirtualClock();
    const limit = timeout({ ms: 1_000, clock });
    const long = code(limit.execute(never)).then(() => clock.now());
    await clock.advance(10);
    limit.reconfigure({ ms: 50 });
    const short = code(limit.execute(never)).then(() => clock.now());
    await clock.advance(2_000);
    expect(await Promise.all([short, long])).toEqual([60, 1_000]);
  });

  it("8: fake timers put in later are used at once, and so are the real ones after them", async () => {
    const limit = timeout({ ms: 50 });
    await limit.execute(() => 1);
    vi.useFakeTimers();
    const faked = code(limit.execute(never));
    await vi.advanceTimersByTimeAsync(50);
    expect(await faked).toBe("TIMEOUT");
    await limit.execute(() => 1);
    vi.useRealTimers();
    expect(await code(limit.execute(never))).toBe("TIMEOUT");
  });

  it("10: the runtime's timer is unref'd between calls, also in the pieces of a long one", () => {
    const seen: boolean[] = [];
    const real = globalThis.setTimeout;
    const pieces: { hasRef(): boolean }[] = [];
    const spy = vi.spyOn(globalThis, "setTimeout").mockImplementation(((callback: () => void, ms: number) => {
      const piece = real(callback, ms);
      pieces.push(piece);
      return piece;
    }) as typeof globalThis.setTimeout);
    for (const ms of [10_000, 2 ** 31 + 10_000]) {
      const handle = systemClock.setTimeout(() => {}, ms);
      systemClock.keepAlive?.(handle, false);
      seen.push(pieces.at(-1)?.hasRef() ?? true);
      systemClock.keepAlive?.(handle, true);
      seen.push(pieces.at(-1)?.hasRef() ?? false);
      systemClock.clearTimeout(handle);
    }
    spy.mockRestore();
    expect(seen).toEqual([false, true, false, true]);
  });
});
