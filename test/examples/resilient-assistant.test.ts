import { spawn } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";

const main = new URL("../../examples/resilient-assistant/main.ts", import.meta.url).pathname;

/** Runs the example as a process of its own, on the library's sources. */
const run = () =>
  new Promise<{ output: string; exitCode: number | null }>((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", "tsx", "--conditions=tidegate-source", main]);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ output, exitCode }));
  });

/** The figures that it printed: scenario by number, then by name. */
function figures(output: string): Map<string, string>[] {
  return output.split(/^\d\. /m).map((scenario) => {
    const rows = scenario.matchAll(/^ {2}(\S(?:.*?\S)?) {2,}(.+)$/gm);
    return new Map(Array.from(rows, ([, name = "", figure = ""]) => [name, figure]));
  });
}

describe("the resilient assistant", () => {
  let output = "";
  let exitCode: number | null = null;
  beforeAll(async () => {
    ({ output, exitCode } = await run());
  }, 240_000);

  const figure = (scenario: number, name: string): number =>
    Number.parseFloat(figures(output)[scenario]?.get(name) ?? "");

  it("keeps every promise of its scenarios", () => {
    expect(output).not.toContain("BROKEN");
    expect(output).toContain("All promises kept.");
    expect(exitCode).toBe(0);
  });

  it("normal: each of 20 questions is asked and paid for once, 380 calls are saved", () => {
    expect([figure(1, "calls"), figure(1, "requests to the service"), figure(1, "calls saved")]).toEqual([
      400, 20, 380,
    ]);
    expect(figures(output)[1]?.get("cost")).toMatch(/^\$0\.00\d\d, saved \$0\.1\d\d\d$/);
  });

  it("transient failures at 60 %: nobody sees an error, at least 190 of 200 get the service's own answer", () => {
    expect(figure(2, "rejected")).toBe(0);
    expect(figure(2, "answered by the service")).toBeGreaterThanOrEqual(190);
    expect(figure(2, "requests to the service")).toBeGreaterThan(400);
  });

  it("total outage: 200 answers from the cache, 100 canned, no error", () => {
    expect([figure(3, "answered from the cache"), figure(3, "canned answers"), figure(3, "rejected")]).toEqual([
      200, 100, 0,
    ]);
  });

  it("burst of 150 on a queue of 100: 104 are answered, 46 refused at once", () => {
    expect([figure(4, "answered by the service"), figures(output)[4]?.get("rejected")]).toEqual([104, "46 QUEUE_FULL"]);
  });

  it("of a base failure rate of 2 and 5 % under 0.1 % reach the user", () => {
    const shares = Array.from(output.matchAll(/calls that fail with them +([\d.]+) %/g), ([, share]) => Number(share));
    expect(shares).toHaveLength(2);
    for (const share of shares) expect(share).toBeLessThan(0.1);
    const without = Array.from(output.matchAll(/without the policies +([\d.]+) %/g), ([, share]) => Number(share));
    expect(without[0]).toBeGreaterThan(1);
    expect(without[1]).toBeGreaterThan(2.5);
  });
});
