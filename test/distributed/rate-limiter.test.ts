import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HammerOrder, HammerReport } from "./hammer.js";
import { anyRedis, clientPackages, deleteKeys, ownPrefix } from "./redis-server.js";

const hammer = fileURLToPath(new URL("hammer.ts", import.meta.url));

/** Four processes, two of each client. */
class Hammers {
  private readonly processes = [...clientPackages, ...clientPackages].map((client) => ({
    client,
    child: fork(hammer, { execArgv: ["--conditions=tidegate-source", "--import=tsx"] }),
  }));

  async run(order: Omit<HammerOrder, "client" | "port" | "prefix">, port: number) {
    const prefix = ownPrefix();
    const reports = await Promise.all(
      this.processes.map(({ client, child }) => report(child, { ...order, client, port, prefix })),
    );
    await deleteKeys(port, prefix);
    return {
      reports,
      done: reports.reduce((sum, { done }) => sum + done, 0),
      slots: reports.flatMap(({ slots }) => slots).sort((a, b) => a - b),
    };
  }

  end(): void {
    for (const { child } of this.processes) child.disconnect();
  }
}

function report(child: ChildProcess, order: HammerOrder): Promise<HammerReport> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`The process ended with ${code} before it reported.`));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message as HammerReport);
    });
    child.send(order);
  });
}

/** The least time in which `count + 1` slots begin. */
function closest(slots: readonly number[], count: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let index = count; index < slots.length; index += 1) {
    least = Math.min(least, (slots[index] ?? 0) - (slots[index - count] ?? 0));
  }
  return least;
}

describe("a rate limiter over Redis, asked by four processes at once", { timeout: 120_000 }, () => {
  let server: Awaited<ReturnType<typeof anyRedis>>;
  const hammers = new Hammers();
  beforeAll(async () => {
    server = await anyRedis();
  });
  afterAll(async () => {
    hammers.end();
    await server.stop();
  });

  it("never gives one permit too many in 100,000: the sliding window", async () => {
    const limiter = { kind: "sliding-window", limit: 25_000, periodMs: 1_000 } as const;
    const { done, slots } = await hammers.run({ limiter, calls: 25_000, atOnce: 2_000 }, server.port);
    expect([done, slots.length]).toEqual([100_000, 100_000]);
    // In no second do 25,001 calls begin.
    expect(closest(slots, 25_000)).toBeGreaterThanOrEqual(1_000_000);
  });

  it("never gives one permit too many in 100,000: GCRA, whose spacing is no whole number of microseconds", async () => {
    const limiter = { kind: "gcra", limit: 30_000, periodMs: 1_000, burst: 600 } as const;
    const { done, slots } = await hammers.run({ limiter, calls: 25_000, atOnce: 2_000 }, server.port);
    expect([done, slots.length]).toEqual([100_000, 100_000]);
    // Slots are rounded up to a microsecond: two of them can be less than one closer than the rate has it.
    for (const count of [600, 601, 1_000, 30_000, 90_000]) {
      const spaced = ((count + 1 - 600) * 1_000_000) / 30_000;
      expect(closest(slots, count), `${count + 1} calls`).toBeGreaterThan(spaced - 1);
    }
  });

  it("is shared fairly by processes that all wait, and asked no more than once a permit", async () => {
    const limiter = { kind: "gcra", limit: 100, periodMs: 1_000, burst: 1 } as const;
    const { reports, slots } = await hammers.run({ limiter, calls: 40, atOnce: 20 }, server.port);
    expect(closest(slots, 1)).toBeGreaterThanOrEqual(10_000);
    const questions = reports.reduce((sum, report) => sum + report.questions, 0);
    expect(questions).toBeLessThanOrEqual(160 + 8);
    // From when all four wait until the first is done, each gets every fourth permit; a process may miss a turn.
    const start = Math.max(...reports.map(({ slots: own }) => own[0] ?? 0));
    const end = Math.min(...reports.map(({ slots: own }) => own.at(-1) ?? 0));
    const shares = reports.map(({ slots: own }) => own.filter((slot) => slot >= start && slot <= end).length);
    expect(Math.max(...shares) - Math.min(...shares), String(shares)).toBeLessThanOrEqual(5);
  });
});
