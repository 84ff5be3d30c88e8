import { describe, expect, test } from "vitest";
import { compareNames } from "./compare-names.js";

describe("compareNames", () => {
  test.each([
    ["ACME TRADING LIMITED", "Acme Trading Ltd."],
    ["MÜLLER & SÖHNE GMBH & CO. KG", "Mueller und Soehne"],
    ["SOCIETE GENERALE SA", "Société Générale"],
    ["ROSSI MARIO S.P.A.", "Mario Rossi SpA"],
    ["ACME HOLDING B.V.||ACME", "Acme"],
    ["FOO LTD", "Bar Ltd T/A Foo"],
  ])("%j matches %j", (registered, invoiced) => expect(compareNames(registered, invoiced)).toBe("match"));

  test.each([
    ["INTERNATIONAL BUSINESS MACHINES CORP", "IBM"],
    ["AKZO NOBEL NV", "Akzo Novel"],
    ["ACME TRADING INTERNATIONAL GMBH", "Acme"],
    ["SIEMENS ENERGY AUSTRIA GMBH", "Siemens Energy Deutschland GmbH"],
  ])("%j is near %j", (registered, invoiced) => expect(compareNames(registered, invoiced)).toBe("partial"));

  test.each([
    ["SIEMENS AG", "Bosch GmbH"],
    ["CAIREACH LIMITED", "Beacon House Limited"],
  ])("%j differs from %j", (registered, invoiced) => expect(compareNames(registered, invoiced)).toBe("differs"));

  test("a name that is withheld compares with nothing", () => {
    expect(compareNames("---", "Acme")).toBeNull();
    expect(compareNames(null, "Acme")).toBeNull();
    expect(compareNames("ACME", " ")).toBeNull();
  });
});
