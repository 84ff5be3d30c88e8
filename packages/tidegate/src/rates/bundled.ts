import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parseCurrencyApi } from "@tidegate/integrations";
import type { RatePublication } from "@tidegate/invoices";

let snapshot: RatePublication | undefined;

/** The rates that ship with the program (CC0, @fawazahmed0/currency-api): the last resort, read when first needed. */
export function bundledSnapshot(): RatePublication {
  if (snapshot === undefined) {
    const file = createRequire(import.meta.url).resolve("@fawazahmed0/currency-api/v1/currencies/eur.min.json");
    snapshot = { ...parseCurrencyApi(readFileSync(file, "utf8"), "EUR"), source: "bundled" };
  }
  return snapshot;
}
