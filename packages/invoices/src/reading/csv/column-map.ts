import { ReadError } from "../../model/error.js";
import type { Field } from "../flat/field.js";
import { fieldOfName } from "../flat/field-names.js";
import { quote } from "../text/clean.js";

/** Which column holds which field, by header, where the headers do not tell or tell it wrong. */
export type ColumnMap = ReadonlyMap<Field, string>;

const pair = /\s*([^=,"']+?)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^,"'][^,]*?))\s*(?:,|$)/y;

/** Shown wherever a map is asked for. */
export const columnMapExample = '--map vendor=Supplier,amount="Net Amount",date="Payment Date"';

/**
 * Reads a column map as given on the command line: `vendor=Supplier,amount="Net Amount"`. The names on the left are
 * those of the flat JSON shape in any of their spellings.
 *
 * @throws ReadError `CSV-COLUMNS` where the text is no such list, or a name on the left is unknown.
 */
export function parseColumnMap(text: string): ColumnMap {
  const map = new Map<Field, string>();
  pair.lastIndex = 0;
  while (pair.lastIndex < text.length) {
    const at = pair.lastIndex;
    const found = pair.exec(text);
    const column = (found?.[2] ?? found?.[3] ?? found?.[4])?.trim();
    if (found === null || column === undefined || column === "") {
      throw new ReadError(
        "CSV-COLUMNS",
        `The column map breaks off at ${quote(text.slice(at))}; write it like ${columnMapExample}.`,
      );
    }
    const name = found[1] ?? "";
    const field = fieldOfName(name)?.field;
    if (field === undefined || field === "lines") {
      const known = "vendor, amount, net, tax, gross, currency, date, due_date, number, vat_number, iban, buyer, order";
      throw new ReadError("CSV-COLUMNS", `The column map names ${quote(name)}; it knows ${known}.`);
    }
    map.set(field, column);
  }
  if (map.size === 0) throw new ReadError("CSV-COLUMNS", `The column map is empty; write it like ${columnMapExample}.`);
  return map;
}
