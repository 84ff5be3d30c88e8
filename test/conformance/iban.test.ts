import { describe, expect, test } from "vitest";
import { checkAccount } from "../../packages/invoices/src/accounts/index.js";
import { sharedData } from "../shared-data.js";
import { csvRows } from "./csv-rows.js";

const path = sharedData("iban/iban_vectors.csv");

/** The vectors' authors check national check digits too or not; where they do not, ours stand. */
const expectedOf: Readonly<Record<string, boolean>> = { true: true, false: false, country_check_only_invalid: false };

/** Iraq: the national structure holds; the vector's source refuses it for the bank of a caller's list. */
const dependsOnContext = "context_dependent";

describe.skipIf(path === null)("IBAN vectors (shared reference data)", () => {
  const rows = path === null ? [] : csvRows(path);

  test("every vector is judged as stated", () => {
    const wrong = rows
      .filter((row) => row.tier !== dependsOnContext)
      .filter((row) => (checkAccount(row.iban_as_given ?? "").valid === true) !== expectedOf[row.valid ?? ""]);
    expect(rows.filter((row) => row.tier === "core").length).toBeGreaterThan(250);
    expect(wrong).toEqual([]);
  });
});
