import { describe, expect, it } from "vitest";
import { refuseDoctype } from "./prolog.js";

const forbidden = expect.objectContaining({ code: "XML-FORBIDDEN" });

describe("refuseDoctype", () => {
  it.each([
    "<a/>",
    "",
    "<!DOCTYPE a>",
    "<?xml version='1.0'?>\n<!-- <!DOCTYPE b [ --><!DOCTYPE\ta ><a/>",
    "<a><!DOCTYPE b [</a>",
  ])("lets %j pass", (text) => {
    expect(() => refuseDoctype(text)).not.toThrow();
  });

  it.each([
    "<!DOCTYPE a [",
    "<!DOCTYPE a []>",
    "<?x?><!-- --> <!DOCTYPE a SYSTEM 'b'>",
    `<!DOCTYPE ${"a".repeat(300)}>`,
    "<!DOCTYPE",
  ])("refuses %j without reading on", (text) => {
    expect(() => refuseDoctype(text)).toThrow(forbidden);
  });

  it("ends on a comment or an instruction that does not", () => {
    expect(() => refuseDoctype("<!-- <!DOCTYPE a [")).not.toThrow();
    expect(() => refuseDoctype("<? <!DOCTYPE a [")).not.toThrow();
  });
});
