import { describe, expect, it } from "vitest";
import { refuseManyReferences } from "./character-references.js";
import { xmlLimits } from "./limits.js";

describe("refuseManyReferences", () => {
  it("counts up to the limit and no further", () => {
    const most = "&amp;".repeat(xmlLimits.references);
    expect(() => refuseManyReferences(most)).not.toThrow();
    expect(() => refuseManyReferences(`${most}&`)).toThrow(expect.objectContaining({ code: "TOO-LARGE" }));
  });
});
