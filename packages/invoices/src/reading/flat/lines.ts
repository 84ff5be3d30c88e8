import type { Finding } from "../../model/finding.js";
import type { DecimalString, InvoiceLine } from "../../model/invoice.js";
import { foldName } from "./field-names.js";
import { readAmount, readText } from "./values.js";

/** A document of more lines is cut; the bound is far beyond real ones and keeps hostile ones small. */
const mostLines = 100_000;

const names = {
  id: ["id", "line", "lineid", "linenumber", "position", "pos"],
  name: ["name", "description", "item", "product", "title", "beschreibung", "bezeichnung"],
  quantity: ["quantity", "qty", "units", "menge", "quantite", "cantidad"],
  unit: ["unit", "unitcode", "uom", "einheit"],
  unitPrice: ["unitprice", "price", "rate", "einzelpreis", "prixunitaire", "unitcost"],
  net: ["net", "netamount", "linetotal", "lineamount", "amount", "total", "subtotal", "betrag"],
  taxRate: ["taxrate", "vatrate", "taxpercent", "vatpercent", "mwstsatz"],
} as const;

/** The lines of a flat JSON document: `{ "description", "quantity", "unit_price", "amount", "vat_rate" }`. */
export function readLines(value: unknown, findings: Finding[]): InvoiceLine[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, mostLines).flatMap((line: unknown, index) => {
    if (line === null || typeof line !== "object" || Array.isArray(line)) return [];
    return [readLine(line, `lines[${index}]`, findings)];
  });
}

function readLine(line: object, path: string, findings: Finding[]): InvoiceLine {
  const values = new Map(Object.entries(line).map(([key, value]: [string, unknown]) => [foldName(key), value]));
  const first = (of: readonly string[]) => values.get(of.find((name) => values.has(name)) ?? "");
  const amount = (of: readonly string[], name: string): DecimalString | null =>
    readAmount(first(of), `${path}.${name}`, findings)?.value ?? null;
  return {
    id: readText(first(names.id)),
    name: readText(first(names.name)),
    quantity: amount(names.quantity, "quantity"),
    unit: readText(first(names.unit)),
    unitPrice: amount(names.unitPrice, "unitPrice"),
    priceBaseQuantity: null,
    net: amount(names.net, "net"),
    taxCategory: null,
    taxRate: readPercentage(first(names.taxRate), `${path}.taxRate`, findings),
    allowanceCharges: [],
  };
}

function readPercentage(value: unknown, path: string, findings: Finding[]): DecimalString | null {
  const bare = typeof value === "string" ? value.replace(/\s*%\s*$/, "") : value;
  return readAmount(bare, path, findings)?.value ?? null;
}
