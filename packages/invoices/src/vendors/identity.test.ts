import { expect, test } from "vitest";
import { vendorIdentity } from "./identity.js";

const seller = {
  name: "Acme GmbH",
  tradingName: null,
  vatId: null,
  taxId: null,
  taxIdScheme: null,
  country: "DE",
  address: null,
};

test("a vendor is known by its VAT number, and by its name beside it", () => {
  expect(vendorIdentity({ ...seller, vatId: "136 695 976" })).toEqual({
    vendorKey: "vat:DE136695976",
    nameKey: "name:acme",
  });
});

test("an impossible VAT number makes no new vendor", () => {
  expect(vendorIdentity({ ...seller, vatId: "DE136695978" })).toEqual({ vendorKey: "name:acme", nameKey: "name:acme" });
});

test("the trading name serves where there is no other, and nobody is nobody", () => {
  expect(vendorIdentity({ ...seller, name: null, tradingName: "Acme" }).nameKey).toBe("name:acme");
  expect(vendorIdentity({ ...seller, name: null })).toEqual({ vendorKey: null, nameKey: null });
});
