import { describe, expect, it } from "vitest";
import { germanNumbers, startScene } from "./scene.js";

describe.concurrent("a registry that takes two calls a second", () => {
  it("never has to say so, and the answers keep the order of the numbers", async (context) => {
    const scene = await startScene(context, { limits: true, latencyMs: 30 });
    const numbers = germanNumbers.slice(0, 7);
    const inputs = [...numbers, "DE100000009", ...numbers.toReversed()];
    const lines = await scene.vat(inputs);
    expect(lines.map(({ input }) => input)).toEqual(inputs);
    expect(new Set(lines.map(({ status }) => status))).toEqual(new Set(["valid", "invalid"]));
    const { calls } = scene.standIns.vies;
    expect(calls.map(({ outcome }) => outcome)).toEqual(numbers.map(() => 200));
    expect(calls.map(({ key }) => key)).toEqual(numbers);
  });

  it("that asks for patience gets it from everybody", async (context) => {
    const scene = await startScene(context);
    const { vies } = scene.standIns;
    vies.failNext("too-many-requests");
    const numbers = germanNumbers.slice(0, 3);
    expect((await scene.vat(numbers)).map(({ status }) => status)).toEqual(["valid", "valid", "valid"]);
    const [refused, next] = vies.calls;
    expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(990);
    expect(vies.calls).toHaveLength(4);
  });
});
