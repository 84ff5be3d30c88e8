import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { RateFormatError } from "../rates/publication.js";
import { parseEcbFile } from "./parse-file.js";

const csv = "Date,USD,JPY,\n2026-01-05,1.1,170.5,\n2026-01-02,1.2,171,\n";
const xml =
  "<?xml version='1.0'?><gesmes:Envelope xmlns:gesmes='http://www.gesmes.org/xml/2002-08-01' xmlns='http://www.ecb.int/vocabulary/2002-08-01/eurofxref'><Cube><Cube time='2026-01-05'><Cube currency='USD' rate='1.1'/></Cube></Cube></gesmes:Envelope>";

describe("parseEcbFile", () => {
  it("reads CSV, XML and the ZIP of the history, whatever they are called", () => {
    expect(parseEcbFile(strToU8(csv)).map(({ date }) => date)).toEqual(["2026-01-05", "2026-01-02"]);
    expect(parseEcbFile(strToU8(xml))[0]?.rates).toEqual({ USD: "1.1" });
    expect(parseEcbFile(zipSync({ "eurofxref-hist.csv": strToU8(csv) }))).toHaveLength(2);
  });

  it("refuses what is none of them", () => {
    expect(() => parseEcbFile(new Uint8Array([0xff, 0xd8, 0xff]))).toThrow(RateFormatError);
    expect(() => parseEcbFile(strToU8("hello"))).toThrow(RateFormatError);
  });
});
