import { describe, expect, it, vi } from "vitest";
import { VirtualClock } from "../testing/index.js";
import { lastKnownGood } from "./last-known-good.js";

const outcome = async (call: Promise<unknown>) => (await Promise.allSettled([call]))[0];

describe("lastKnownGood", () => {
  it("tries the work every time, and answers with the last good value and its age while it fails", async () => {
    const clock = new VirtualClock();
    const work = vi.fn(() => clock.now());
    const latest = lastKnownGood(work, { maxAgeMs: 1_000, clock });
    expect(await latest()).toEqual({ value: 0, ageMs: 0, degraded: false });
    await clock.advance(300);
    expect(await latest()).toEqual({ value: 300, ageMs: 0, degraded: false });
    await clock.advance(200);
    const error = new Error("down");
    work.mockImplementationOnce(() => {
      throw error;
    });
    expect(await latest()).toEqual({ value: 300, ageMs: 200, degraded: true, error });
    expect(await latest()).toMatchObject({ value: 500, degraded: false });
    expect(work).toHaveBeenCalledTimes(4);
  });

  it("throws the work's own error when nothing good is known, or nothing young enough", async () => {
    const clock = new VirtualClock();
    const error = new Error("down");
    let down = true;
    const work = () => (down ? Promise.reject(error) : "good");
    const latest = lastKnownGood(work, { maxAgeMs: 1_000, clock });
    expect(await outcome(latest())).toMatchObject({ reason: error });
    down = false;
    await latest();
    down = true;
    await clock.advance(1_000);
    expect(await latest()).toMatchObject({ value: "good", ageMs: 1_000 });
    await clock.advance(1);
    expect(await outcome(latest())).toMatchObject({ reason: error });
  });

  it("keeps keys apart, shares a run among the callers of one, and lets each of them leave", async () => {
    const clock = new VirtualClock();
    const work = vi.fn(
      ({ key }: { key: string | undefined }) =>
        new Promise<string>((resolve) => clock.setTimeout(() => resolve(`of ${key}`), 10)),
    );
    const latest = lastKnownGood(work, { maxAgeMs: 1_000, clock });
    const caller = new AbortController();
    const calls = [latest("a"), latest("a", { signal: caller.signal }), latest("b")].map(outcome);
    await clock.advance(5);
    caller.abort();
    await clock.advance(5);
    expect(await Promise.all(calls)).toMatchObject([
      { value: { value: "of a" } },
      { reason: { code: "ABORTED" } },
      { value: { value: "of b" } },
    ]);
    expect(work).toHaveBeenCalledTimes(2);
  });

  it("refuses options that it does not know, and a maximum age that is none", () => {
    const refused = (name: string) =>
      expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(name) });
    expect(() => lastKnownGood(() => 1, { maxAgeMs: -1 })).toThrow(refused("maxAgeMs must be a number from 0"));
    expect(() => lastKnownGood(() => 1, {} as never)).toThrow(refused("maxAgeMs"));
    expect(() => lastKnownGood(() => 1, { maxAgeMs: 1, ttlMs: 5 } as never)).toThrow(refused("ttlMs"));
  });
});
