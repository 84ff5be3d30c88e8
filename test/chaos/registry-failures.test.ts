import { describe, expect, it } from "vitest";
import { jsonAnswer } from "../stand-ins/answer.js";
import { type FaultKind, faultKinds } from "../stand-ins/fault-plan.js";
import { germanNumbers, invoice, startScene } from "./scene.js";

const trader = (country: string, number: string) => ({ name: `Trader ${country}${number}`, address: null });
/** One retry: a registry that fails for good is given up soon. */
const impatient = ["--profile", "costOptimized"];
/** One of each country, for each country has a circuit of its own. */
const numbers = [
  "DE136695976",
  "IT00159560366",
  "FR40303265045",
  "ATU13585627",
  "DK13585628",
  "NL004495445B01",
  "BE0403019261",
  "SE556188840401",
];
/** A hang costs the whole time of an attempt: it has a test of its own. */
const kinds: readonly FaultKind[] = [...faultKinds.filter((kind) => kind !== "hang"), "refusal"];

/** Dice that fall on every fault in turn; a fault is drawn with two throws, whether and which. */
function everyFaultInTurn(): () => number {
  let throws = 0;
  return () => {
    throws += 1;
    return throws % 2 === 1 ? 0 : ((throws / 2) % kinds.length) / kinds.length;
  };
}

describe.concurrent("VIES, when it fails", () => {
  it("in whatever way: leaves numbers unverified, and is asked again by the next run", async (context) => {
    const scene = await startScene(context);
    const { vies } = scene.standIns;
    vies.configure({ faults: { rate: 1, kinds, random: everyFaultInTurn() } });
    const failed = await scene.vat(numbers, ...impatient);
    expect(failed.map(({ status }) => status)).toEqual(numbers.map(() => "unverified"));
    expect(failed[0]?.checks).toEqual({ format: true, checksum: true, registry: "unavailable" });
    expect(vies.calls).toHaveLength(2 * numbers.length);
    expect(new Set(vies.calls.map(({ outcome }) => outcome))).toEqual(new Set(kinds));
    vies.configure({ faults: null });
    expect((await scene.vat(numbers)).map(({ status }) => status)).toEqual(numbers.map(() => "valid"));
    expect(vies.calls).toHaveLength(3 * numbers.length);
  });

  it("hang: costs an attempt and not the verdict", async (context) => {
    const scene = await startScene(context);
    scene.standIns.vies.failNext("hang");
    expect(await scene.vat(["DE136695976"])).toMatchObject([{ status: "valid" }]);
    expect(scene.standIns.vies.calls.map(({ outcome }) => outcome)).toEqual(["hang", 200]);
  });

  it("gives no verdict with isValid: false beside a userError, though it comes with HTTP 200", async (context) => {
    const userErrors = ["MS_UNAVAILABLE", "TIMEOUT", "INVALID_INPUT", "SERVICE_UNAVAILABLE", "SOMETHING_NEW"];
    const asked = numbers.slice(0, userErrors.length);
    const scene = await startScene(context, {
      registered: (country, vatNumber) => {
        const userError = userErrors[asked.findIndex((number) => number.startsWith(country))];
        return jsonAnswer(200, { isValid: false, valid: false, userError, vatNumber });
      },
    });
    const lines = await scene.vat(asked, ...impatient);
    expect(lines.map(({ status, reason }) => [status, reason])).toEqual([
      ["unverified", "unavailable"],
      ["unverified", "timeout"],
      ["unverified", "rejected"],
      ["unverified", "unavailable"],
      ["unverified", "unavailable"],
    ]);
  });

  it("for one country, goes on answering for the others", async (context) => {
    const unavailable = jsonAnswer(200, { actionSucceed: false, errorWrappers: [{ error: "MS_UNAVAILABLE" }] });
    const scene = await startScene(context, {
      registered: (country, number) => (country === "DE" ? unavailable : trader(country, number)),
    });
    const [german, others] = [germanNumbers, ["ATU13585627", "IT00159560366", "DK13585628"]];
    const lines = await scene.vat([...german, ...others], ...impatient);
    expect(lines.map(({ status }) => status)).toEqual([
      ...german.map(() => "unverified"),
      ...others.map(() => "valid"),
    ]);
    expect(lines.map(({ reason }) => reason)).toContain("circuit-open");
    // Five failures in a row open the circuit; those who waited for their turn by then still have it.
    const asked = scene.standIns.vies.calls.filter(({ key }) => key.startsWith("DE"));
    expect(asked.length).toBeLessThan(2 * german.length);
  });

  it("in the middle of a batch and for good, ends the batch soon; the next run repairs what was left", async (context) => {
    const scene = await startScene(context);
    const { vies } = scene.standIns;
    const documents = germanNumbers.map((vat_number, index) => invoice({ invoice_id: `A-${index}`, vat_number }));
    const watch = setInterval(() => {
      if (vies.calls.length < 3) return;
      clearInterval(watch);
      void vies.down();
    }, 5);
    context.onTestFinished(() => clearInterval(watch));
    const started = performance.now();
    const first = await scene.enhance(documents);
    expect(performance.now() - started).toBeLessThan(20_000);
    const left = first.filter(({ vat }) => vat.seller?.status === "unverified");
    expect(first).toHaveLength(documents.length);
    expect(first.map(({ vat }) => vat.seller?.status)).not.toContain("invalid");
    expect(left.length).toBeGreaterThan(documents.length / 2);
    expect(left.every(({ enhancement }) => enhancement.degraded)).toBe(true);

    await vies.up();
    const before = vies.calls.length;
    const second = await scene.enhance(documents);
    expect(second.every(({ vat, enhancement }) => vat.seller?.status === "valid" && !enhancement.degraded)).toBe(true);
    const asked = vies.calls.slice(before).map(({ key }) => key);
    expect(asked).toEqual(left.map(({ vat }) => vat.seller?.number));
  });
});
