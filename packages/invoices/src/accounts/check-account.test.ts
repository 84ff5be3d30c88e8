import { describe, expect, test } from "vitest";
import { accountKey } from "./account-key.js";
import { checkAccount } from "./check-account.js";

describe("checkAccount", () => {
  test.each([
    ["DE89 3704 0044 0532 0130 00", "DE"],
    ["gb29nwbk60161331926819", "GB"],
    ["IBAN: NO93 8601.1117.947", "NO"],
    ["MT84MALT011000012345MTLCAST001S", "MT"],
  ])("%s is a valid account in %s", (text, country) => {
    expect(checkAccount(text)).toMatchObject({ kind: "iban", valid: true, country });
  });

  test.each([
    ["wrong check digits", "DE88370400440532013000"],
    ["too short for its country", "DE8937040044053201300"],
    ["letters where the bank code has digits", "DE89AA0400440532013000"],
    ["a country without IBANs", "XX89370400440532013000"],
    ["check digits that mod 97 never gives", "GB01BARC20714583608387"],
    ["wrong national check digits", "ES2121000418450200051331"],
  ])("an IBAN with %s is invalid", (_, text) => {
    expect(checkAccount(text)).toMatchObject({ kind: "iban", valid: false });
  });

  test("a country outside the registry is judged by mod 97 alone", () => {
    expect(checkAccount("SN15A12312341234123412341234").valid).toBe(true);
    expect(checkAccount("SN16A12312341234123412341234").valid).toBe(false);
  });

  test.each(["12345678", "60-16-13 31926819", "5999-1234", "", "ABCD"])(
    "%j is another number, of which nothing is known",
    (text) => {
      expect(checkAccount(text)).toMatchObject({ kind: "other", valid: null, country: null });
    },
  );
});

test("an account keeps its identity however it is written", () => {
  expect(accountKey("IBAN de89-3704 0044.0532 0130 00")).toBe(accountKey("DE89370400440532013000"));
});
