import { describe, expect, it } from "vitest";
import { VirtualClock } from "./virtual-clock.js";

describe("VirtualClock", () => {
  it("fires timers in order of time, then of creation, those that others set too", async () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    const note = (name: string) => () => void fired.push(`${name} at ${clock.now()}`);
    clock.setTimeout(note("b"), 20);
    clock.setTimeout(() => clock.setTimeout(note("nested"), 5), 10);
    clock.setTimeout(note("c"), 20);
    clock.setTimeout(note("late"), 31);
    clock.clearTimeout(clock.setTimeout(note("cleared"), 1));
    await clock.advance(30);
    expect(fired).toEqual(["nested at 15", "b at 20", "c at 20"]);
    expect([clock.now(), clock.pendingTimers]).toEqual([30, 1]);
  });

  it("lets promises settle between timers, however long their chain", async () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    clock.setTimeout(async () => {
      for (let step = 0; step < 1_000; step += 1) await null;
      seen.push(clock.now());
    }, 10);
    clock.setTimeout(() => void seen.push(clock.now()), 20);
    await clock.advance(20);
    expect(seen).toEqual([10, 20]);
  });
});
