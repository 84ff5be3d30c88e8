import { describe, expect, it } from "vitest";
import { daysAgo, startScene, workingDays } from "../chaos/scene.js";
import { jsonAnswer } from "../stand-ins/answer.js";
import { referenceDayBy } from "../stand-ins/reference-rates.js";
import { jsonLines } from "./run-tidegate.js";

describe.concurrent("tidegate vat", () => {
  it("answers a line a number, in order, whatever the numbers are", async (context) => {
    const scene = await startScene(context, {
      registered: (country) =>
        country === "IT"
          ? null
          : country === "AT"
            ? jsonAnswer(200, { actionSucceed: false, errorWrappers: [{ error: "INVALID_INPUT" }] })
            : { name: "ACME", address: null },
    });
    const numbers = ["el 094259216", "IT00159560366", "GB123456789", "INVALID123", "ATU13585627", "GB980780684"];
    const { stdout, exitCode } = await scene.run(["vat", "-", "--format", "jsonl"], {
      stdin: `${numbers.join("\r\n")}\n\n`,
      environment: scene.standIns.credentials,
    });
    expect(exitCode).toBe(0);
    const lines = jsonLines<Record<string, unknown>>(stdout);
    expect(lines.map(({ input }) => input)).toEqual(numbers);
    expect(lines.map(({ number, status, reason }) => [number, status, reason])).toEqual([
      ["EL094259216", "valid", null],
      ["IT00159560366", "invalid", "registry"],
      ["GB123456789", "invalid", "checksum"],
      ["INVALID123", "invalid", "format"],
      ["ATU13585627", "unverified", "rejected"],
      ["GB980780684", "valid", null],
    ]);
    expect(lines[0]).toEqual({
      input: "el 094259216",
      number: "EL094259216",
      country: "EL",
      status: "valid",
      reason: null,
      checks: { format: true, checksum: true, registry: "valid" },
      name: "ACME",
    });
    expect(scene.standIns.vies.calls.map(({ key }) => key)).toEqual(["EL094259216", "IT00159560366", "ATU13585627"]);
  });
});

describe.concurrent("tidegate convert", () => {
  it("answers a line a request, in order, errors in their places, with one call for all", async (context) => {
    const scene = await startScene(context);
    const [day = "", other = ""] = workingDays(2);
    const requests = [
      { amount: "250.00", from: "GBP", to: "EUR", date: day },
      { amount: 1000, from: "EUR", to: "JPY", date: other },
      { amount: "5", from: "USD", to: "USD", date: day },
      { amount: "ten", from: "EUR", to: "USD" },
      { amount: "1", from: "EUR", to: "XYZ", date: day },
    ];
    const stdin = [...requests.map((request) => JSON.stringify(request)), "not json"].join("\n");
    const { stdout, exitCode } = await scene.run(["convert", "-"], { stdin });
    expect(exitCode).toBe(3);
    const lines = jsonLines<Record<string, unknown>>(stdout);
    const pound = referenceDayBy(day)?.rates.GBP ?? "";
    expect(lines[0]).toMatchObject({ rateDate: day, source: "ecb", stale: false });
    expect(Number(lines[0]?.rate)).toBeCloseTo(1 / Number(pound), 11);
    expect(lines[0]?.rate).toMatch(/^\d+\.\d{12}$/);
    expect(lines[0]?.amount).toBe((Math.round((250 / Number(pound)) * 100) / 100).toFixed(2));
    expect(lines[1]).toMatchObject({ rateDate: other, amount: expect.stringMatching(/^\d+$/) });
    expect(lines[2]).toMatchObject({ amount: "5.00", rate: "1.000000000000" });
    expect(lines.slice(3)).toEqual([
      { error: { code: "BAD-REQUEST", message: expect.stringContaining("amount") } },
      { error: { code: "RATE-UNKNOWN-CURRENCY", message: expect.stringContaining("XYZ") } },
      { error: { code: "JSON-MALFORMED", message: expect.any(String) } },
    ]);
    expect(scene.standIns.ecb.calls).toHaveLength(1);
  });
});

describe.concurrent("tidegate rates", () => {
  it("fetches the whole history, shows a day of it, and needs nobody afterwards", async (context) => {
    const scene = await startScene(context);
    const { ecb } = scene.standIns;
    const updated = await scene.run(["rates", "update", "--format", "json"]);
    expect(updated.exitCode).toBe(0);
    expect(JSON.parse(updated.stdout)).toMatchObject({ to: referenceDayBy(daysAgo(0))?.date });
    expect(ecb.calls.map(({ key }) => key)).toEqual(["eurofxref-hist.zip", "eurofxref-daily.xml"]);
    const [day = ""] = workingDays(90).slice(-1);
    const shown = JSON.parse((await scene.run(["rates", "show", "--date", day, "--format", "json"])).stdout);
    expect(shown).toMatchObject({ source: "ecb", base: "EUR", date: day, rates: referenceDayBy(day)?.rates });
    const converted = await scene.run(["convert", "100", "EUR", "USD", "--date", day, "--offline"]);
    expect(converted.stdout).toContain(`of ${day}, ecb)`);
    expect(ecb.calls).toHaveLength(2);
  });

  it("says why the history could not be fetched, and how to go on", async (context) => {
    const scene = await startScene(context);
    await scene.standIns.ecb.down();
    const { exitCode, stderr } = await scene.run(["rates", "update"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("ecb can not be reached");
    expect(stderr).toContain("tidegate rates import");
  });
});

describe.concurrent("tidegate doctor", () => {
  it("finds every service that is up, and how fast", async (context) => {
    const scene = await startScene(context, { latencyMs: 20 });
    const environment = scene.standIns.credentials;
    const { exitCode, stdout } = await scene.run(["doctor", "--format", "json"], { environment });
    expect(exitCode).toBe(0);
    const { services } = JSON.parse(stdout);
    expect(services.map(({ service, state }: Record<string, string>) => [service, state])).toEqual([
      ["ecb", "reachable"],
      ["frankfurter", "reachable"],
      ["open-er-api", "reachable"],
      ["currency-api", "reachable"],
      ["vies", "reachable"],
      ["hmrc", "not-asked"],
      ["serper", "not-asked"],
    ]);
    expect(services[0]).toMatchObject({ latencyMs: expect.any(Number), detail: expect.stringMatching(/^rates of /) });
    expect(scene.standIns.serper.calls).toEqual([]);
  });

  it("prints a table for people, and no secret", async (context) => {
    const scene = await startScene(context);
    const { stdout } = await scene.run(["doctor"], { environment: scene.standIns.credentials });
    expect(stdout).toMatch(/vies +reachable +\d+ +\d+ countries available/);
    expect(stdout).not.toMatch(/test-(key|secret)/);
  });

  it("waits ten seconds at most for a service that hangs", async (context) => {
    const scene = await startScene(context);
    scene.standIns.vies.configure({ faults: { rate: 1, kinds: ["hang"], random: () => 0 } });
    const started = performance.now();
    const { exitCode, stdout } = await scene.run(["doctor", "--format", "json"]);
    expect(exitCode).toBe(0);
    // Its retries alone would take 35 s.
    expect(performance.now() - started).toBeLessThan(25_000);
    const vies = JSON.parse(stdout).services.find(({ service }: { service: string }) => service === "vies");
    expect(vies).toMatchObject({ state: "failing", detail: "no answer within 10 s" });
  });
});
