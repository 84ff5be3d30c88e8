import { describe, expect, it } from "vitest";
import { VirtualClock } from "../testing/index.js";
import { byPriority } from "./by-priority.js";
import { fairByKey } from "./fair-by-key.js";
import { anybody, type Line } from "./line.js";

const drain = (line: Line<string>): string[] => {
  const taken: string[] = [];
  for (let entry = line.next(); entry !== undefined; entry = line.next()) taken.push(entry);
  return taken;
};

const join = (line: Line<string>, name: string, waiter: { key?: string; priority?: number } = {}) =>
  line.join(name, { ...anybody, ...waiter });

describe("a line by priority", () => {
  it("takes the highest first, and among equals who came first", () => {
    const line = byPriority()<string>(new VirtualClock());
    for (const [name, priority] of Object.entries({ a: 0, b: 5, c: -1, d: 5, e: 0, f: 9 }))
      join(line, name, { priority });
    expect(line.size).toBe(6);
    expect(drain(line)).toEqual(["f", "b", "d", "a", "e", "c"]);
    expect(line.size).toBe(0);
  });

  it("lets anybody leave from anywhere, and keeps the order of the rest", () => {
    const line = byPriority()<string>(new VirtualClock());
    const places = Array.from({ length: 50 }, (_, index) => join(line, `${index}`, { priority: (index * 7) % 10 }));
    for (const index of [0, 49, 17, 3, 30]) line.leave(places[index] ?? {});
    const expected = Array.from({ length: 50 }, (_, index) => index)
      .filter((index) => ![0, 49, 17, 3, 30].includes(index))
      .sort((one, other) => ((other * 7) % 10) - ((one * 7) % 10) || one - other);
    expect(drain(line)).toEqual(expected.map(String));
  });

  it("lets waiting count, so that the lowest is not starved: one level per ageingMs", async () => {
    const clock = new VirtualClock();
    const line = byPriority({ ageingMs: 1_000 })<string>(clock);
    join(line, "low", { priority: 0 });
    await clock.advance(1_999);
    join(line, "two above, just in time", { priority: 2 });
    await clock.advance(1);
    join(line, "two above, too late", { priority: 2 });
    expect(drain(line)).toEqual(["two above, just in time", "low", "two above, too late"]);
  });

  it("is strict when told that waiting never counts", async () => {
    const clock = new VirtualClock();
    const line = byPriority({ ageingMs: Number.POSITIVE_INFINITY })<string>(clock);
    join(line, "low");
    await clock.advance(1e9);
    join(line, "high", { priority: 0.001 });
    expect(drain(line)).toEqual(["high", "low"]);
  });

  it("takes a priority that is no number for the usual one", () => {
    const line = byPriority()<string>(new VirtualClock());
    for (const [name, priority] of Object.entries({ a: 0, b: Number.NaN, c: 1, d: Number.NaN })) {
      join(line, name, { priority });
    }
    expect(drain(line)).toEqual(["c", "a", "b", "d"]);
  });

  it("refuses what it can not honour", () => {
    expect(() => byPriority({ ageingMs: 0 })).toThrow(/ageingMs must be a number from 1 .* or Infinity, not 0/);
    expect(() => byPriority({ age: 5 } as object)).toThrow(/no option age/);
  });
});

describe("a line that is fair by key", () => {
  it("gives each key its turn, in the order in which the keys came, first come, first served inside a key", () => {
    const line = fairByKey()<string>(new VirtualClock());
    for (const name of ["a1", "a2", "a3", "a4", "b1", "c1", "c2"]) join(line, name, { key: name.slice(0, 1) });
    expect([line.next(), line.next()]).toEqual(["a1", "b1"]);
    // A key that had its turn and comes back stands behind those who have not had theirs.
    join(line, "b2", { key: "b" });
    expect(line.size).toBe(6);
    expect(drain(line)).toEqual(["c1", "a2", "b2", "c2", "a3", "a4"]);
  });

  it("forgets a key with its last entry, whether it was taken or left", () => {
    const line = fairByKey()<string>(new VirtualClock());
    const left = join(line, "a1", { key: "a" });
    const stays = join(line, "b1", { key: "b" });
    join(line, "b2", { key: "b" });
    line.leave(left);
    line.leave(stays);
    join(line, "a2", { key: "a" });
    expect(drain(line)).toEqual(["b2", "a2"]);
    expect(Reflect.get(line, "lanes")).toHaveProperty("size", 0);
    expect(Reflect.get(line, "round")).toHaveProperty("size", 0);
  });

  it("takes away a key's later turn when its last entry leaves", () => {
    const line = fairByKey()<string>(new VirtualClock());
    const [, left] = ["a1", "a2", "b1", "b2"].map((name) => join(line, name, { key: name.slice(0, 1) }));
    expect(line.next()).toBe("a1");
    line.leave(left ?? {});
    expect(drain(line)).toEqual(["b1", "b2"]);
  });

  it("goes by a part of the key, and by priority inside it", () => {
    const line = fairByKey({ by: (key) => key.slice(0, 1), within: byPriority() })<string>(new VirtualClock());
    join(line, "a/1", { key: "a/1" });
    join(line, "a/2 urgent", { key: "a/2", priority: 3 });
    join(line, "b/1", { key: "b/1" });
    join(line, "nobody's");
    expect(drain(line)).toEqual(["a/2 urgent", "b/1", "nobody's", "a/1"]);
  });

  it("refuses what it can not honour", () => {
    expect(() => fairByKey({ by: "tenant" } as object)).toThrow(/by must be a function/);
  });
});
