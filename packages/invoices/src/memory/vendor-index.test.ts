import { expect, test } from "vitest";
import { ledgerEntry } from "../../../../test/contract/ledger-entry.js";
import { VendorIndex } from "./vendor-index.js";
import { VendorStatistics } from "./vendor-statistics.js";

const vendor = (name: string) => ({ vendorKey: `name:${name}`, nameKey: `name:${name}` });

test("a document counts for the vendors that share its key or its name, once each", () => {
  const index = new VendorIndex();
  const pairs = [
    { vendorKey: "vat:DE1", nameKey: "name:acme" },
    { vendorKey: "vat:DE1", nameKey: "name:acme gmbh" },
    { vendorKey: "name:acme", nameKey: "name:acme" },
    { vendorKey: "vat:FR1", nameKey: "name:other" },
  ];
  for (const pair of pairs) index.set(pair, new VendorStatistics());
  index.learn(ledgerEntry({ vendorKey: "vat:DE1", nameKey: "name:acme" }));
  expect(pairs.map((pair) => index.get(pair)?.toMemory()?.documents ?? 0)).toEqual([1, 1, 1, 0]);
});

test("the vendor asked about longest ago makes room", () => {
  const index = new VendorIndex(2);
  index.set(vendor("a"), new VendorStatistics());
  index.set(vendor("b"), new VendorStatistics());
  index.get(vendor("a"));
  index.set(vendor("c"), new VendorStatistics());
  expect(["a", "b", "c"].map((name) => index.get(vendor(name)) !== undefined)).toEqual([true, false, true]);
});
