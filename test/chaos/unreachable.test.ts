import { describe, expect, it } from "vitest";
import { runTidegate } from "../e2e/run-tidegate.js";
import { deserted, everythingAt } from "./scene.js";

const unresolvable = () => Promise.resolve("http://services.invalid");

/** What a newcomer without a network sees. Names under `.invalid` never resolve (RFC 2606). */
describe.concurrent("with no service within reach", () => {
  it.for([
    { services: "that refuse connections", address: deserted },
    { services: "whose names do not resolve", address: unresolvable },
  ])("enhances the samples soon, from services $services, and says how to go on", async ({ address }) => {
    const started = performance.now();
    const { exitCode, stdout, stderr } = await runTidegate(["enhance", "samples", "--data", ":memory:"], {
      environment: everythingAt(await address()),
    });
    // 3 to 4 s on a machine with nothing else to do; four attempts at each number took 13.
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/INV-2024-001 +TechSupplies Co\. +15000\.00 EUR/);
    expect(stderr).toMatch(/degraded: no answer from .*ecb.*vies.*; check the network \(tidegate doctor tells more\)/);
    expect(stderr).toContain("--offline");
  });

  it.for([
    { reason: /nobody takes the connection \(ECONNREFUSED\)/, address: deserted },
    // Which of the two a resolver says depends on whether it can be reached itself.
    { reason: /its name .+ \((ENOTFOUND|EAI_AGAIN)\)/, address: unresolvable },
  ])("doctor says of every service: $reason", async ({ reason, address }) => {
    const started = performance.now();
    const environment = everythingAt(await address());
    const { exitCode, stdout } = await runTidegate(["doctor", "--format", "json", "--data", ":memory:"], {
      environment,
    });
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(exitCode).toBe(0);
    const failing = JSON.parse(stdout).services.filter(({ state }: { state: string }) => state === "failing");
    expect(failing.map(({ service }: { service: string }) => service)).toEqual([
      "ecb",
      "frankfurter",
      "open-er-api",
      "currency-api",
      "vies",
    ]);
    for (const { detail } of failing) {
      expect(detail).toContain("can not be reached");
      expect(detail).toMatch(reason);
    }
  });
});
