import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { mapInOrder } from "./in-order.js";

/** Results that are settled by hand, in any order. */
function slowly() {
  const settle = new Map<number, (value: number) => void>();
  const map = (item: number) =>
    new Promise<number>((resolve) => {
      settle.set(item, resolve);
    });
  return { map, settle: (item: number) => settle.get(item)?.(item), begun: () => [...settle.keys()] };
}

describe("mapInOrder", () => {
  it("emits in the order of the items, whichever is ready first", async () => {
    const { map, settle } = slowly();
    const emitted: number[] = [];
    const done = mapInOrder([1, 2, 3], map, (result) => emitted.push(result), { concurrency: 8 });
    await turn();
    for (const item of [3, 2]) settle(item);
    await turn();
    expect(emitted).toEqual([]);
    settle(1);
    await done;
    expect(emitted).toEqual([1, 2, 3]);
  });

  it("emits a result while the next item is still awaited", async () => {
    let proceed = () => {};
    async function* items() {
      yield 1;
      await new Promise<void>((resolve) => {
        proceed = resolve;
      });
      yield 2;
    }
    const emitted: number[] = [];
    const emit = (result: number) => emitted.push(result);
    const done = mapInOrder(items(), async (item) => item, emit, { concurrency: 8 });
    await turn();
    expect(emitted).toEqual([1]);
    proceed();
    await done;
    expect(emitted).toEqual([1, 2]);
  });

  it("keeps a result at hand behind one that is awaited", async () => {
    const emitted: number[] = [];
    const map = (item: number) => (item === 1 ? turn(item) : item);
    await mapInOrder([1, 2, 3], map, (result) => emitted.push(result), { concurrency: 8 });
    expect(emitted).toEqual([1, 2, 3]);
  });

  it("begins no more than it may at once", async () => {
    const { map, settle, begun } = slowly();
    const done = mapInOrder([1, 2, 3], map, () => {}, { concurrency: 2 });
    await turn();
    expect(begun()).toEqual([1, 2]);
    settle(1);
    await turn();
    expect(begun()).toEqual([1, 2, 3]);
    settle(2);
    settle(3);
    await done;
  });

  it("finishes what was begun when told to stop", async () => {
    const stop = new AbortController();
    const emitted: number[] = [];
    const map = async (item: number) => {
      if (item === 2) stop.abort();
      return item;
    };
    await mapInOrder([1, 2, 3], map, (result) => emitted.push(result), { concurrency: 8, signal: stop.signal });
    expect(emitted).toEqual([1, 2]);
  });

  it("tells of a failure in its turn", async () => {
    const map = async (item: number) => {
      if (item === 2) throw new Error("no");
      return turn(item);
    };
    const emitted: number[] = [];
    const done = mapInOrder([1, 2, 3], map, (result) => emitted.push(result), { concurrency: 8 });
    await expect(done).rejects.toThrow("no");
    expect(emitted).toEqual([1]);
  });
});
