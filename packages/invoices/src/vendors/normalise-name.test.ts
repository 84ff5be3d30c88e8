import { describe, expect, test } from "vitest";
import { vendorNameKey } from "./normalise-name.js";

describe("vendorNameKey", () => {
  test.each([
    [["Müller & Söhne GmbH", "MUELLER UND SOEHNE", "Muller Sohne Gmbh"]],
    [["Akzo Nobel N.V.", "AKZO NOBEL NV", "Akzo Nobel N .V", "* AKZO NOBEL N. V,"]],
    [["Kowalski Sp. z o.o.", "KOWALSKI SP. Z O. O.", "Kowalski spółka z ograniczoną odpowiedzialnością"]],
    [["Wafer Hadley Limited", "WAFER HADLEY LTD", "Wafer-Hadley Ltd."]],
    [["TechSupplies Co.", "Tech Supplies", "TECHSUPPLIES"]],
    [["The Body Shop plc", "Body Shop"]],
    [["L'Oréal S.A.", "LOREAL"]],
  ])("%j are one vendor", (names) => expect(new Set(names.map(vendorNameKey)).size).toBe(1));

  test.each([
    ["Bauer GmbH", "Baur GmbH"],
    ["Joe Ltd", "Jo Ltd"],
    ["AS Roma", "Roma"],
    ["Acme 1 Ltd", "Acme 2 Ltd"],
  ])("%j and %j are two", (one, other) => expect(vendorNameKey(one)).not.toBe(vendorNameKey(other)));

  test("names in other scripts keep their letters", () => {
    expect(vendorNameKey("株式会社テスト")).not.toBeNull();
    expect(vendorNameKey("ООО Ромашка")).toBe("ромашка");
  });

  test("a name of nothing but legal form keeps it, and one of nothing has no key", () => {
    expect(vendorNameKey("Limited")).toBe("limited");
    expect(vendorNameKey(" - ")).toBeNull();
  });
});
