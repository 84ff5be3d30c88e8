import { VirtualClock } from "@tidegate/resilience/testing";
import { expect, test } from "vitest";
import { WriteBehind } from "./write-behind.js";

/** Writes that end when they are told to. */
function heldWrites() {
  const written: number[][] = [];
  const endings: { resolve(): void; reject(error: unknown): void }[] = [];
  const write = (entries: ReadonlyMap<number, string>) => {
    written.push([...entries.keys()]);
    return new Promise<void>((resolve, reject) => endings.push({ resolve, reject }));
  };
  return { written, endings, write };
}

const entries = (first: number, count: number) =>
  new Map(Array.from({ length: count }, (_, index) => [first + index, `entry ${first + index}`]));
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("few entries wait for company, half a second at most", async () => {
  const clock = new VirtualClock();
  const { written, write } = heldWrites();
  const behind = new WriteBehind(write, clock);
  await behind.add(entries(0, 1));
  await behind.add(entries(1, 1));
  await clock.advance(499);
  expect(written).toEqual([]);
  await clock.advance(1);
  expect(written).toEqual([[0, 1]]);
});

test("many are written at once, and can be read until they are written", async () => {
  const { written, endings, write } = heldWrites();
  const behind = new WriteBehind(write, new VirtualClock());
  await behind.add(entries(0, 4096));
  expect(written).toHaveLength(1);
  await behind.add(entries(5000, 1));
  expect([behind.get(0), behind.get(5000), behind.get(9999)]).toEqual(["entry 0", "entry 5000", undefined]);
  endings[0]?.resolve();
  await settled();
  expect([behind.get(0), behind.get(5000)]).toEqual([undefined, "entry 5000"]);
});

test("who adds more than may wait waits for what is being written", async () => {
  const { endings, write } = heldWrites();
  const behind = new WriteBehind(write, new VirtualClock());
  await behind.add(entries(0, 4096));
  let added = false;
  const adding = behind.add(entries(4096, 8192)).then(() => {
    added = true;
  });
  await settled();
  expect(added).toBe(false);
  endings[0]?.resolve();
  await adding;
});

test("flush writes what waits and resolves when it is written", async () => {
  const { written, endings, write } = heldWrites();
  const behind = new WriteBehind(write, new VirtualClock());
  await behind.add(entries(0, 1));
  let flushed = false;
  const flushing = behind.flush().then(() => {
    flushed = true;
  });
  await settled();
  expect([written, flushed]).toEqual([[[0]], false]);
  endings[0]?.resolve();
  await flushing;
});

test("a write that fails is told to whoever adds or flushes next", async () => {
  const { endings, write } = heldWrites();
  const behind = new WriteBehind(write, new VirtualClock());
  await behind.add(entries(0, 4096));
  endings[0]?.reject(new Error("disk full"));
  await settled();
  await expect(behind.add(entries(5000, 1))).rejects.toThrow("disk full");
  await expect(behind.flush()).rejects.toThrow("disk full");
});
