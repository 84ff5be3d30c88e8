import { describe, expect, test } from "vitest";
import { parseVatNumber } from "./parse.js";

describe("parseVatNumber", () => {
  test.each([
    ["nl 0044.95.445.B01", "NL004495445B01"],
    ["BTW-nr. NL 0044.95.445.B01", "NL004495445B01"],
    ["USt-IdNr.: DE 136,695 976", "DE136695976"],
    ["VAT Reg. No. GB 980 7806 84", "GB980780684"],
    ["P.IVA IT00743110157", "IT00743110157"],
    ["TVA: FR 83 404 833 048", "FR83404833048"],
    ["ＤＥ１３６６９５９７６", "DE136695976"],
    ["DE\u00a0136\u2009695\u202f976", "DE136695976"],
    ["GR 094259216", "EL094259216"],
    ["CHE-112.142.015 TVA", "CHE112142015TVA"],
    ["no 965 920 358 mva", "NO965920358MVA"],
    ["VAT No NO 965 920 358 MVA", "NO965920358MVA"],
    ["BE 428759497", "BE0428759497"],
    ["ATU ATU 65033803", "ATU65033803"],
    ["BG BG 175074752", "BG175074752"],
  ])("%j is %s", (text, number) => expect(parseVatNumber(text).number).toBe(number));

  test("takes the country from the caller where the number names none", () => {
    expect(parseVatNumber("802 311 782", "GB")).toEqual({ number: "GB802311782", country: "GB", digits: "802311782" });
    expect(parseVatNumber("094259216", "GR").number).toBe("EL094259216");
    expect(parseVatNumber("VAT No 980 7806 84", "GB").number).toBe("GB980780684");
  });

  test("a prefix beats the caller's country, also where the whole has the form of that country's numbers", () => {
    expect(parseVatNumber("DE136695976", "FR").country).toBe("DE");
    expect(parseVatNumber("DE136695978", "FR").country).toBe("DE");
    expect(parseVatNumber("NL123456789", "DE").country).toBe("NL");
    expect(parseVatNumber("IE6388047V", "GB").country).toBe("IE");
    expect(parseVatNumber("XI432525179", "GB").country).toBe("XI");
  });

  test("letters that belong to the number are no prefix", () => {
    expect(parseVatNumber("K7399859412", "FR")).toMatchObject({ country: "FR", digits: "K7399859412" });
    expect(parseVatNumber("SE404000002", "FR")).toMatchObject({ country: "FR", digits: "SE404000002" });
    expect(parseVatNumber("ESO850101AB3", "MX")).toMatchObject({ country: "MX", digits: "ESO850101AB3" });
    expect(parseVatNumber("HA501", "GB").number).toBe("GBHA501");
  });

  test("without prefix and country none is guessed", () => {
    expect(parseVatNumber("136695976")).toEqual({ number: "136695976", country: null, digits: "136695976" });
  });

  test("words that only begin like a label stay", () => {
    expect(parseVatNumber("NIFTY123").number).toBe("NIFTY123");
  });
});
