import { describe, expect, it } from "vitest";
import { RateFormatError } from "../rates/publication.js";
import { parseEcbXml } from "./parse-xml.js";

const envelope = (cubes: string) => `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <Cube>${cubes}</Cube>
</gesmes:Envelope>`;

describe("parseEcbXml", () => {
  it("reads days in either quoting, newest first, digits as published", () => {
    const text = envelope(`
      <Cube time='2031-05-06'><Cube currency='USD' rate='1.2500'/><Cube currency='JPY' rate='150'/></Cube>
      <Cube time="2031-05-07"><Cube currency="USD" rate="1.2600"/></Cube>`);
    expect(parseEcbXml(text)).toEqual([
      { base: "EUR", date: "2031-05-07", source: "ecb", rates: { USD: "1.2600" } },
      { base: "EUR", date: "2031-05-06", source: "ecb", rates: { USD: "1.2500", JPY: "150" } },
    ]);
  });

  it.each([
    ["a text that is no XML", "Date,USD"],
    ["a cut document", envelope("<Cube time='2031-05-06'><Cube currency='USD' rate='1.25'/></Cube>").slice(0, -30)],
    ["an HTML page", "<html><body>Service unavailable</body></html>"],
    ["a day without rates", envelope("<Cube time='2031-05-06'></Cube>")],
    ["a day that does not exist", envelope("<Cube time='2031-02-30'><Cube currency='USD' rate='1.25'/></Cube>")],
    ["a negative rate", envelope("<Cube time='2031-05-06'><Cube currency='USD' rate='-1'/></Cube>")],
    ["a day given twice", envelope("<Cube time='2031-05-06'><Cube currency='USD' rate='1'/></Cube>".repeat(2))],
    ["an entity bomb", `<!DOCTYPE x [<!ENTITY a "aaaa">]>${envelope("&a;")}`],
    ["nothing", ""],
  ])("refuses %s", (_name, text) => {
    expect(() => parseEcbXml(text)).toThrow(RateFormatError);
  });
});
