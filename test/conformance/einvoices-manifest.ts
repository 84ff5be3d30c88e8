import { readFileSync } from "node:fs";
import { sharedData } from "../shared-data.js";
import { csvRows } from "./csv-rows.js";

/** A row of a manifest: what others read in a file, by column. */
export type ManifestRow = Readonly<Record<string, string>> & { readonly file: string };

/** The rows of a manifest of the reference data, or `null` where the data is absent. */
export function readManifest(name: string): readonly ManifestRow[] | null {
  const path = sharedData(`einvoices/${name}`);
  return path === null ? null : csvRows(path).map((row) => ({ ...row, file: row.file ?? "" }));
}

/** The bytes of a file that a manifest names. */
export function readReferenceFile(file: string): Uint8Array {
  const path = sharedData(file);
  if (path === null) throw new Error(`${file} is in a manifest but not in the reference data.`);
  return readFileSync(path);
}
