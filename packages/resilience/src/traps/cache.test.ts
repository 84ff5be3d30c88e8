import { describe, expect, it, vi } from "vitest";
import { cache, fallback, lastKnownGood, pipeline, timeout } from "../index.js";
import { VirtualClock } from "../testing/index.js";

const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];

describe("traps of caches", () => {
  it("23: single-flight shares one failure with all waiters", async () => {
    const values = cache<number>({ ttlMs: 1_000 });
    const boom = new Error("boom");
    const loader = vi.fn(() => Promise.reject(boom));
    const results = await Promise.allSettled(Array.from({ length: 1_000 }, () => values.getOrLoad("key", loader)));
    expect(loader).toHaveBeenCalledTimes(1);
    expect(results.every((result) => result.status === "rejected" && result.reason === boom)).toBe(true);
  });

  it("23: the expiry of a hot key recomputes it once", async () => {
    const clock = new VirtualClock();
    const values = cache<number>({ ttlMs: 1_000, clock });
    const loader = vi.fn(async () => clock.now());
    await values.getOrLoad("key", loader);
    await clock.advance(1_000);
    const results = await Promise.all(Array.from({ length: 1_000 }, () => values.getOrLoad("key", loader)));
    expect(loader).toHaveBeenCalledTimes(2);
    expect(new Set(results)).toEqual(new Set([1_000]));
  });

  it("23: before a hot key expires, one caller refreshes it and nobody waits", async () => {
    const clock = new VirtualClock();
    const values = cache<number>({ ttlMs: 1_000, earlyExpiry: { beta: 1 }, random: () => 0.000_1, clock });
    const loader = vi.fn(() => new Promise<number>((resolve) => clock.setTimeout(() => resolve(clock.now()), 100)));
    const first = values.getOrLoad("key", loader);
    await clock.advance(100);
    await first;
    await clock.advance(900);
    const results = Promise.all(Array.from({ length: 1_000 }, () => values.getOrLoad("key", loader)));
    await clock.advance(0);
    expect(new Set(await results)).toEqual(new Set([100]));
    await clock.advance(200);
    expect(values.peek("key")?.value).toBe(1_100);
    expect(loader).toHaveBeenCalledTimes(2);
  });

  it("24: undefined and null are values, with a time to live of their own", async () => {
    const clock = new VirtualClock();
    const values = cache<string | null | undefined>({ ttlMs: 10_000, negativeTtlMs: 100, clock });
    const loader = vi.fn<() => undefined>(() => undefined);
    const nothing = vi.fn<() => null>(() => null);
    for (let call = 0; call < 3; call += 1) {
      expect(await values.getOrLoad("undefined", loader)).toBeUndefined();
      expect(await values.getOrLoad("null", nothing)).toBeNull();
    }
    expect([loader.mock.calls.length, nothing.mock.calls.length]).toEqual([1, 1]);
    expect(values.peek("null")).toMatchObject({ value: null });
    await clock.advance(100);
    await values.getOrLoad("null", nothing);
    expect(nothing).toHaveBeenCalledTimes(2);
  });

  it("24: errors can be kept, by kind, and are not by default", async () => {
    const clock = new VirtualClock();
    const loader = vi.fn(() => Promise.reject(new Error("boom")));
    const forgetful = cache<number>({ ttlMs: 10_000, clock });
    await outcome(forgetful.getOrLoad("key", loader));
    await outcome(forgetful.getOrLoad("key", loader));
    expect(loader).toHaveBeenCalledTimes(2);
    const keeping = cache<number>({ ttlMs: 10_000, errorTtlMs: (error) => (error instanceof Error ? 500 : 0), clock });
    await outcome(keeping.getOrLoad("key", loader));
    expect(await outcome(keeping.getOrLoad("key", loader))).toMatchObject({ reason: { message: "boom" } });
    expect(loader).toHaveBeenCalledTimes(3);
    await clock.advance(500);
    await outcome(keeping.getOrLoad("key", loader));
    expect(loader).toHaveBeenCalledTimes(4);
  });

  it("24: a cached object can not be changed by a caller, however deep", async () => {
    const values = cache<{ rates: { USD: string }[] }>({ ttlMs: 1_000 });
    const loader = () => ({ rates: [{ USD: "1.09" }] });
    const value = await values.getOrLoad("key", loader);
    expect(() => Object.assign(value.rates[0] ?? {}, { USD: "9" })).toThrow(TypeError);
    expect(() => value.rates.push({ USD: "9" })).toThrow(TypeError);
    expect(values.peek("key")).toMatchObject({ value: { rates: [{ USD: "1.09" }] } });
  });

  it("24: what can not be frozen is handed out as a copy", async () => {
    const values = cache<{ at: Date; bytes: Uint8Array }>({ ttlMs: 1_000 });
    const loader = () => ({ at: new Date(0), bytes: Uint8Array.of(1, 2) });
    const [first, second] = await Promise.all([values.getOrLoad("key", loader), values.getOrLoad("key", loader)]);
    first.at.setTime(5);
    first.bytes[0] = 9;
    for (const value of [second, await values.getOrLoad("key", loader), values.peek("key")?.value]) {
      expect(value).toEqual({ at: new Date(0), bytes: Uint8Array.of(1, 2) });
    }
  });

  it("25: the loader's signal is aborted only when every waiter has left", async () => {
    const values = cache<number>({ ttlMs: 1_000 });
    const signals: AbortSignal[] = [];
    const loader = ({ signal }: { signal: AbortSignal }) => {
      signals.push(signal);
      return new Promise<number>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    };
    const callers = [new AbortController(), new AbortController()];
    const waiting = callers.map(({ signal }) => outcome(values.getOrLoad("key", loader, { signal })));
    await Promise.resolve().then(() => {});
    callers[0]?.abort();
    expect(await waiting[0]).toMatchObject({ reason: { code: "ABORTED" } });
    expect(signals[0]?.aborted).toBe(false);
    callers[1]?.abort();
    await waiting[1];
    expect(signals[0]?.aborted).toBe(true);
    expect(await values.getOrLoad("key", () => 7)).toBe(7);
  });

  it("25: a waiter without a signal keeps the load going", async () => {
    const clock = new VirtualClock();
    const values = cache<number>({ ttlMs: 1_000, clock });
    let aborted = false;
    const loader = ({ signal }: { signal: AbortSignal }) => {
      signal.addEventListener("abort", () => (aborted = true));
      return new Promise<number>((resolve) => clock.setTimeout(() => resolve(7), 100));
    };
    const caller = new AbortController();
    const leaving = outcome(values.getOrLoad("key", loader, { signal: caller.signal }));
    const staying = values.getOrLoad("key", loader);
    await clock.advance(1);
    caller.abort();
    await leaving;
    await clock.advance(100);
    expect(await staying).toBe(7);
    expect(aborted).toBe(false);
  });

  it("25: as a policy too: one caller's deadline does not end the load of the others", async () => {
    const clock = new VirtualClock();
    const work = vi.fn(() => new Promise<number>((resolve) => clock.setTimeout(() => resolve(7), 100)));
    const { execute } = pipeline(cache({ ttlMs: 1_000, clock }), timeout({ ms: 500, clock }));
    const impatient = outcome(execute(work, { key: "key", deadlineMs: 50 }));
    const patient = execute(work, { key: "key" });
    await clock.advance(100);
    expect(await impatient).toMatchObject({ reason: { code: "TIMEOUT", scope: "total" } });
    expect(await patient).toBe(7);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it("32: last-known-good stands in with its age, and never outlives its maximum age", async () => {
    const clock = new VirtualClock();
    const values = cache<string>({ ttlMs: 100, lastKnownGoodMs: 1_000, clock });
    const down = () => Promise.reject(new Error("down"));
    await values.getOrLoad("key", () => "good");
    await clock.advance(1_000);
    expect(await values.lookUp("key", down)).toMatchObject({
      value: "good",
      stale: true,
      degraded: true,
      ageMs: 1_000,
      error: { message: "down" },
    });
    await clock.advance(1);
    expect(await outcome(values.getOrLoad("key", down))).toMatchObject({ reason: { message: "down" } });
  });

  it("32: last-known-good is left as soon as the service is back", async () => {
    const clock = new VirtualClock();
    const values = cache<string>({ ttlMs: 100, lastKnownGoodMs: 10_000, clock });
    await values.getOrLoad("key", () => "old");
    await clock.advance(100);
    expect(await values.getOrLoad("key", () => Promise.reject(new Error("down")))).toBe("old");
    expect(await values.getOrLoad("key", () => "new")).toBe("new");
  });

  it("32: lastKnownGood tries the work at every call, and its value never outlives the maximum age", async () => {
    const clock = new VirtualClock();
    const work = vi.fn<() => Promise<string>>().mockResolvedValueOnce("good").mockRejectedValue(new Error("down"));
    const latest = lastKnownGood(work, { maxAgeMs: 1_000, clock });
    await latest("key");
    await clock.advance(1_000);
    expect(await latest("key")).toMatchObject({ value: "good", ageMs: 1_000, degraded: true });
    await clock.advance(1);
    expect(await outcome(latest("key"))).toMatchObject({ reason: { message: "down" } });
    work.mockResolvedValueOnce("back");
    expect(await latest("key")).toEqual({ value: "back", ageMs: 0, degraded: false });
    expect(work).toHaveBeenCalledTimes(4);
  });

  it("32: a fallback's answer is passed on but not cached, so that the next call asks the service again", async () => {
    const work = vi.fn().mockRejectedValueOnce(new Error("down")).mockResolvedValue("real");
    const { executeWithReport } = pipeline(
      cache({ ttlMs: 60_000 }),
      fallback([{ name: "bundled", run: () => "bundled" }]),
    );
    expect(await executeWithReport(work, { key: "key" })).toMatchObject({
      value: "bundled",
      degraded: true,
      source: "bundled",
      trail: [{ step: "primary", error: { message: "down" } }],
    });
    expect(await executeWithReport(work, { key: "key" })).toMatchObject({ value: "real", degraded: false, trail: [] });
  });
});
