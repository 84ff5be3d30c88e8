import { describe, expect, it } from "vitest";
import { xmlLimits } from "./limits.js";
import { refuseSlowMarkup } from "./slow-markup.js";

const many = xmlLimits.slowCharacters + 1;
const refusal = expect.objectContaining({ code: "TOO-LARGE" });

describe("refuseSlowMarkup", () => {
  it.each([
    ["dashes in a comment", `<a><!--${"- ".repeat(many)}--></a>`],
    ["brackets in CDATA", `<a><![CDATA[${"]".repeat(many)}]]></a>`],
    ["question marks in a processing instruction", `<?a ${"?".repeat(many)}?><a/>`],
    ["line breaks in an attribute", `<a b="${"\n".repeat(many)}"/>`],
    ["tabs after a bracket in an attribute", `<a b='"' c=">${"\t".repeat(many)}"/>`],
    ["dashes spread over many comments", `<a>${"<!--x-y-->".repeat(many)}</a>`],
    ["carriage returns in text", `<a>${"\r\n".repeat(many)}</a>`],
    ["dashes in a comment that does not end", `<a><!--${"-".repeat(many)}`],
  ])("refuses millions of %s", (_, text) => {
    expect(() => refuseSlowMarkup(text)).toThrow(refusal);
  });

  it.each([
    ["line breaks, dashes and brackets in text", `<a b="c">${"\n-]?".repeat(many)}</a>`],
    ["base64 in CDATA", `<a><![CDATA[${`${"QUJD".repeat(19)}\n`.repeat(20_000)}]]></a>`],
    ["a long comment", `<!--${"x".repeat(2 * many)}--><a/>`],
    ["what is not closed", `<a b="${"x".repeat(2 * many)}`],
  ])("takes %s", (_, text) => {
    expect(() => refuseSlowMarkup(text)).not.toThrow();
  });
});
