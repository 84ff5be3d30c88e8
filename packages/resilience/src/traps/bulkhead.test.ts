import { describe, expect, it } from "vitest";
import { bulkhead, pipeline } from "../index.js";
import { VirtualClock } from "../testing/index.js";

describe("traps of bulkheads", () => {
  it("16: a slot is handed to the longest waiting call, and no newcomer slips in between", async () => {
    const slots = bulkhead({ concurrency: 1, queue: 10 });
    const { execute } = pipeline(slots);
    const started: string[] = [];
    const newcomers: Promise<unknown>[] = [];
    const run = (name: string) => execute(() => void started.push(name));
    const first = execute(() => {
      started.push("first");
      return Promise.resolve();
    });
    const waiting = [run("second"), run("third")];
    // At every microtask around the hand-over somebody new asks for the slot.
    for (let tick = 0; tick < 10; tick += 1) {
      await Promise.resolve();
      newcomers.push(run(`newcomer ${tick}`));
    }
    await Promise.all([first, ...waiting]);
    await Promise.allSettled(newcomers);
    expect(started.slice(0, 3)).toEqual(["first", "second", "third"]);
    expect(started.slice(3)).toEqual(newcomers.map((_, tick) => `newcomer ${tick}`));
  });

  it("16: an accepted call is never refused afterwards, and a full queue refuses at once", async () => {
    const slots = bulkhead({ concurrency: 1, queue: 1 });
    const { execute } = pipeline(slots);
    const results = await Promise.allSettled([execute(async () => 1), execute(() => 2), execute(() => 3)]);
    expect(results).toMatchObject([{ value: 1 }, { value: 2 }, { reason: { code: "BULKHEAD_FULL" } }]);
    expect([slots.running, slots.waiting]).toEqual([0, 0]);
  });

  it("16: an accepted call is never refused, whoever comes while its slot is handed over", async () => {
    const { execute } = pipeline(bulkhead({ concurrency: 1, queue: 1 }));
    const first = execute(() => Promise.resolve("first"));
    const accepted = execute(() => "accepted");
    const newcomers: Promise<unknown>[] = [];
    for (let tick = 0; tick < 12; tick += 1) {
      await Promise.resolve();
      newcomers.push(Promise.allSettled([execute(() => Promise.resolve()), execute(() => Promise.resolve())]));
    }
    expect(await Promise.all([first, accepted])).toEqual(["first", "accepted"]);
    await Promise.all(newcomers);
  });

  it("16: a slot handed to a caller who leaves at that very moment is passed on, whenever that moment is", async () => {
    for (let tick = 0; tick < 12; tick += 1) {
      const slots = bulkhead({ concurrency: 1, queue: 5 });
      const { execute } = pipeline(slots);
      const caller = new AbortController();
      const first = execute(() => Promise.resolve());
      const leaving = Promise.allSettled([execute(() => 2, { signal: caller.signal })]);
      const last = execute(() => 3);
      for (let turn = 0; turn < tick; turn += 1) await Promise.resolve();
      caller.abort();
      expect(await Promise.all([first, last])).toEqual([undefined, 3]);
      await leaving;
      expect([slots.running, slots.waiting]).toEqual([0, 0]);
    }
  });

  it("a call that waited longer than the queue's timeout is refused and leaves the queue", async () => {
    const clock = new VirtualClock();
    const slots = bulkhead({ concurrency: 1, queue: 5, queueTimeoutMs: 100, clock });
    const { execute } = pipeline(slots);
    void execute(() => new Promise(() => {}));
    const waiting = Promise.allSettled([execute(() => 2)]);
    await clock.advance(99);
    expect(slots.waiting).toBe(1);
    await clock.advance(1);
    expect(await waiting).toMatchObject([{ reason: { code: "BULKHEAD_FULL" } }]);
    expect(slots.waiting).toBe(0);
  });
});
