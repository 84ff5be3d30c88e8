import { describe, expect, it } from "vitest";
import { bulkhead, byPriority, fairByKey, pipeline, type QueueOrder } from "../index.js";
import { VirtualClock } from "../testing/index.js";

const orders: [string, QueueOrder | undefined][] = [
  ["first come, first served", undefined],
  ["by priority", byPriority()],
  ["fair by key", fairByKey()],
  ["fair by key, by priority inside", fairByKey({ within: byPriority() })],
];

function scene(order: QueueOrder | undefined, queue: number) {
  const clock = new VirtualClock();
  const slots = bulkhead({ concurrency: 1, queue, clock, ...(order === undefined ? {} : { order }) });
  const { execute } = pipeline(slots);
  const started: string[] = [];
  /** Works for 10 ms. */
  const run = (name: string, options: { key?: string; priority?: number; signal?: AbortSignal } = {}) =>
    execute(() => {
      started.push(name);
      return new Promise((resolve) => clock.setTimeout(() => resolve(name), 10));
    }, options);
  return { clock, slots, started, run };
}

describe("traps of waiting lines", () => {
  it.each(orders)(
    "16: a slot goes straight to whose turn it is, no newcomer slips in between: %s",
    async (_, order) => {
      const { clock, slots, started, run } = scene(order, 100);
      const calls = ["first", "second", "third"].map((name) => run(name));
      const newcomers: Promise<unknown>[] = [];
      // At every microtask around the hand-over somebody new asks for the slot.
      clock.setTimeout(async () => {
        for (let tick = 0; tick < 10; tick += 1) {
          newcomers.push(run(`newcomer ${tick}`));
          await null;
        }
      }, 10);
      await clock.advance(500);
      await Promise.all([...calls, ...newcomers]);
      expect(started.slice(0, 3)).toEqual(["first", "second", "third"]);
      expect([started.length, slots.running, slots.waiting]).toEqual([13, 0, 0]);
    },
  );

  it.each(orders)("16: an accepted call is never refused afterwards, whoever comes later: %s", async (_, order) => {
    const { clock, run } = scene(order, 2);
    const accepted = [run("running"), run("waiting", { key: "a" }), run("waiting too", { key: "a" })];
    const refused = Promise.allSettled([run("more important", { key: "b", priority: 100 })]);
    expect(await refused).toMatchObject([{ reason: { code: "BULKHEAD_FULL" } }]);
    await clock.advance(100);
    expect(await Promise.all(accepted)).toEqual(["running", "waiting", "waiting too"]);
  });

  it.each(orders)(
    "17: abort while queued removes the entry, frees its place and rejects at once: %s",
    async (_, order) => {
      const { clock, slots, started, run } = scene(order, 3);
      const caller = new AbortController();
      void run("running");
      const stays = run("stays", { key: "a" });
      const leaves = Promise.allSettled([run("leaves", { key: "a", priority: 1, signal: caller.signal })]);
      const last = run("last", { key: "b" });
      caller.abort(new Error("enough"));
      expect(slots.waiting).toBe(2);
      expect(await leaves).toMatchObject([{ reason: { code: "ABORTED", cause: { message: "enough" } } }]);
      const replaces = run("replaces it", { key: "c" });
      await clock.advance(100);
      expect(await Promise.all([stays, last, replaces])).toEqual(["stays", "last", "replaces it"]);
      expect(started).not.toContain("leaves");
      expect([slots.running, slots.waiting]).toEqual([0, 0]);
    },
  );

  it("a bulkhead with an order serves by it: the highest priority first, keys in turn", async () => {
    const calls = [{ key: "a" }, { key: "a" }, { key: "a", priority: 1 }, { key: "b" }];
    for (const [order, expected] of [
      [byPriority(), ["running", "2", "0", "1", "3"]],
      [fairByKey(), ["running", "0", "3", "1", "2"]],
    ] as const) {
      const { clock, started, run } = scene(order, 10);
      void run("running");
      calls.forEach((call, index) => void run(`${index}`, call));
      await clock.advance(100);
      expect(started).toEqual(expected);
    }
  });

  it("an order that fails fails its call, and costs no slot", async () => {
    const order = fairByKey({
      by: () => {
        throw new Error("no tenant");
      },
    });
    const { clock, slots, run } = scene(order, 10);
    const first = run("first");
    const failed = Promise.allSettled([run("second")]);
    expect(await failed).toMatchObject([{ reason: { message: "no tenant" } }]);
    await clock.advance(10);
    await first;
    expect([slots.running, slots.waiting]).toEqual([0, 0]);
  });
});
