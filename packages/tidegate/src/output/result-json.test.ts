import { describe, expect, it } from "vitest";
import { anInvoice } from "../../../../test/builders/invoice.js";
import { aResult } from "../../../../test/builders/result.js";
import { resultJson } from "./result-json.js";

describe("resultJson", () => {
  it("is what JSON.stringify gives, key by key", () => {
    const result = aResult();
    expect(resultJson(result)).toBe(JSON.stringify(result));
  });

  it("is the same again, when shared parts come out of the cache", () => {
    const result = aResult();
    resultJson(result);
    expect(resultJson(aResult({ vat: result.vat, enhancement: result.enhancement }))).toBe(JSON.stringify(result));
  });

  it("escapes what documents contain", () => {
    const result = aResult({}, anInvoice({ number: '"\\\n\u2028\ud800', seller: { name: "</script>" } }));
    expect(JSON.parse(resultJson(result))).toEqual(JSON.parse(JSON.stringify(result)));
  });

  it("writes a document without a VAT number, and findings", () => {
    const findings = [{ code: "BR-CO-15", severity: "error" as const, message: "1 is not 2", path: "totals" }];
    const result = aResult({ vat: { seller: null }, findings });
    expect(resultJson(result)).toBe(JSON.stringify(result));
  });
});
