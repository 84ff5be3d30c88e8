import { describe, expect, test } from "vitest";
import { checkVatNumber, checkVatNumberAnywhere } from "./check.js";

describe("a number that could exist is unverified until a registry is asked", () => {
  test.each([
    "ATU13585627",
    "BE0428759497",
    "BG175074752",
    "CHE-112.142.015 TVA",
    "CHE105271245",
    "CY10259033P",
    "CZ25123891",
    "CZ640903926",
    "DE136695976",
    "DK13585628",
    "EE100931558",
    "EL094259216",
    "ESB64717838",
    "FI20774740",
    "FR83404833048",
    "GB980780684",
    "GBGD001",
    "GBHA888856782",
    "HR33392005961",
    "HU12892312",
    "IE6433435F",
    "IT00743110157",
    "LT119511515",
    "LU15027442",
    "LV40003521600",
    "LV32867300679",
    "MT11679112",
    "NL004495445B01",
    "NO974760673MVA",
    "NO974760673",
    "PL8567346215",
    "PT501964843",
    "RO18547290",
    "RO1630615123457",
    "SE123456789701",
    "SI50223054",
    "SK2022749619",
    "XI432525179",
  ])("%s", (number) => {
    expect(checkVatNumber(number)).toMatchObject({ status: "unverified", reason: null, format: true, checksum: true });
  });
});

describe("wrong check digits are proved invalid", () => {
  test.each([
    "GB123456789",
    "DE136695978",
    "BG0000100151",
    "CZ640903927",
    "SK2022749618",
    "LV32867300677",
    "NO974760674",
  ])("%s", (number) => {
    expect(checkVatNumber(number)).toMatchObject({ status: "invalid", reason: "checksum", format: true });
  });
});

describe("what no country gives out is proved invalid", () => {
  test.each([
    ["a Dutch number without B", "NL123456789"],
    ["a German number from 0", "DE011111129"],
    ["a Dutch suffix 00", "NL009122746B00"],
    ["a Slovenian number from 0", "SI05936241"],
    ["a Cypriot number from 12", "CY12000139V"],
    ["an Italian number of nobody", "IT00000000133"],
    ["a Belgian number from 2", "BE2000021323"],
    ["a British number of another scheme", "GB010000090"],
    ["British letters that are no authority", "GBAA123"],
    ["a word", "CLEARLY_INVALID"],
    ["a word and some digits", "INVALID123"],
    ["markup", "<script>1234</script>"],
    ["far too much", "DE".padEnd(5_000, "1")],
  ])("%s", (_, number) => {
    expect(checkVatNumber(number)).toMatchObject({
      status: "invalid",
      reason: "format",
      format: false,
      checksum: null,
    });
  });
});

describe("what can not be known is said", () => {
  test.each([
    ["136695976", null, "no-country"],
    ["SG200312345A", "SG", "unsupported"],
    ["100123456700003", "AE", "unsupported"],
    ["N/A", "DE", "absent"],
    ["  ", "DE", "absent"],
  ])("%j in %j is %s", (number, country, reason) => {
    expect(checkVatNumber(number, country)).toMatchObject({
      status: "unverified",
      reason,
      format: null,
      checksum: null,
    });
  });
});

describe("numbers of other countries", () => {
  test.each([
    ["AU 83 914 571 673", null, null],
    ["83914571674", "AU", "checksum"],
    ["TR4540536920", null, null],
    ["IN27AAPFU0939F1ZV", null, null],
    ["NZ123", null, "format"],
  ])("%s in %s are judged by stdnum, once it is loaded: %s", async (number, country, reason) => {
    expect(checkVatNumber(number, country).reason).toBe("unsupported");
    expect(await checkVatNumberAnywhere(number, country)).toMatchObject({ reason });
  });

  test("those of registry countries are answered at once", () => {
    expect(checkVatNumberAnywhere("DE136695976")).toBe(checkVatNumber("DE136695976"));
  });
});

test("the same question has the same answer after thousands of others", () => {
  const before = checkVatNumber("DE136695976");
  for (let index = 0; index < 5_000; index++) checkVatNumber(String(index), "DE");
  expect(checkVatNumber("DE136695976")).toEqual(before);
});
