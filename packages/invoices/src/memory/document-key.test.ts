import { expect, test } from "vitest";
import { documentKey } from "./document-key.js";

const identity = { file: "/in/a.json", position: 0, vendorKey: "name:acme", numberKey: "INV1" };

test("the same invoice at the same place is the same document", () => {
  expect(documentKey({ ...identity, contentHash: "other content" })).toBe(documentKey(identity));
});

test.each([{ file: "/in/b.json" }, { position: 1 }, { vendorKey: null }, { numberKey: "INV2" }])(
  "another document has another %o",
  (change) => {
    expect(documentKey({ ...identity, ...change })).not.toBe(documentKey(identity));
  },
);

test("a document without a number goes by its content", () => {
  const one = documentKey({ ...identity, numberKey: null, contentHash: "1" });
  expect(one).not.toBe(documentKey({ ...identity, numberKey: null, contentHash: "2" }));
});
