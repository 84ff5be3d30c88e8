import { expect, test } from "vitest";
import { parseColumnMap } from "./column-map.js";

test("maps names of fields in any spelling to columns, quoted where they hold a comma", () => {
  expect([...parseColumnMap(`vendor=Supplier, amount="Net, Amount",due_date='Due =',VAT-Number=USt`)]).toEqual([
    ["sellerName", "Supplier"],
    ["amount", "Net, Amount"],
    ["dueDate", "Due ="],
    ["sellerVatId", "USt"],
  ]);
});

test.each([
  ["", /is empty/],
  ["vendor", /breaks off at "vendor"/],
  ["vendor=", /breaks off/],
  ["=Supplier", /breaks off/],
  ["vendor=Supplier,amount", /breaks off at "amount"/],
  ['vendor="Supplier" x', /breaks off/],
  ["colour=Red", /names "colour"; it knows vendor, amount/],
  ["lines=Rows", /names "lines"/],
])("refuses %j and says how to write it", (text, message) => {
  expect(() => parseColumnMap(text)).toThrow(message);
});
