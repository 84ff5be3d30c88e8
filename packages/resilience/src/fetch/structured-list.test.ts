import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStructuredList } from "./structured-list.js";

const plain = (field: string) =>
  parseStructuredList(field)?.map(({ item, parameters }) => [item, Object.fromEntries(parameters)]);

describe("a list of structured fields", () => {
  it("has items with parameters, in quotes or not", () => {
    expect(plain('"default";r=50;t=30')).toEqual([["default", { r: "50", t: "30" }]]);
    expect(plain('"a, b;c \\"d\\""; q=1;pk=:cHNz:;on , token/x;w=60')).toEqual([
      ['a, b;c "d"', { q: "1", pk: ":cHNz:", on: "?1" }],
      ["token/x", { w: "60" }],
    ]);
  });

  it.each(["", ",", '"a";r=1,', '"open;r=1', '"a" "b"', "limit=1", '"a";R=1', "(a b);q=1", `"${"a".repeat(5_000)}"`])(
    "is ignored as a whole when it is wrong anywhere: %.20s",
    (field) => {
      expect(plain(field)).toBeUndefined();
    },
  );

  it("is read in time that grows with its length, whatever is in it", () => {
    const hostile = fc.stringMatching(/^["\\;=, a0:?*]{0,4000}$/);
    fc.assert(
      fc.property(hostile, (field) => {
        const began = performance.now();
        parseStructuredList(field);
        return performance.now() - began < 100;
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});
