import { ReadError } from "../../model/error.js";
import type { Finding } from "../../model/finding.js";
import type { CurrencyCode, DocumentSource, Invoice } from "../../model/invoice.js";
import { looksLikeInvoice } from "../flat/document.js";
import { expectedNames } from "../flat/field-names.js";
import { flatInvoice } from "../flat/invoice.js";
import type { ReadOutcome } from "../outcome.js";
import { quote } from "../text/clean.js";
import { collectFields, isJsonObject, type JsonObject } from "./collect.js";
import { hasOwnShape, readOwnShape } from "./own-shape.js";
import { parseJson } from "./parse.js";

/** Where the documents of a text come from, and what to assume about them. */
export interface JsonOptions {
  readonly file: string;
  /** Position of the first document of this text in its file. */
  readonly firstPosition?: number;
  /** The currency of documents that name none. */
  readonly defaultCurrency?: CurrencyCode | undefined;
}

/**
 * Reads one JSON text: an invoice, a list of them, or an object that holds such a list. An invoice is in our own shape,
 * the `invoice` of an enhanced result, or flat: `{ "invoice_id", "vendor", "amount", "currency", "vat_number", "date" }`
 * with the usual synonyms. An element that is no invoice is an outcome of its own and does not spoil the others.
 *
 * @example readJson('{"invoice_id":"A-1","vendor":"Acme","amount":12.5,"currency":"EUR"}', { file: "a.json" })
 */
export function readJson(text: string, options: JsonOptions): ReadOutcome[] {
  const { file, firstPosition = 0, defaultCurrency } = options;
  try {
    const { value, repeatedNames } = parseJson(text);
    const items = listOf(value);
    if (items?.length === 0) throw new ReadError("EMPTY", "The JSON is an empty list; it holds no invoice.");
    return (items ?? [value]).map((item, index) => {
      const position = firstPosition + index;
      try {
        return readItem(item, { file, position, syntax: "json", profile: null }, repeatedNames, defaultCurrency);
      } catch (error) {
        return refused(error, file, position);
      }
    });
  } catch (error) {
    return [refused(error, file, firstPosition)];
  }
}

function refused(error: unknown, file: string, position: number): ReadOutcome {
  if (error instanceof ReadError) return { ok: false, file, position, error };
  throw error;
}

const listNames = ["invoices", "documents", "data", "items", "records", "results"];

/** The list of documents that a text holds; `null` where it holds one document. */
function listOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  if (!isJsonObject(value)) return null;
  const name = listNames.find((candidate) => Array.isArray(value[candidate]) && isList(value, candidate));
  const list = name === undefined ? null : value[name];
  return Array.isArray(list) ? list : null;
}

/** `items` of an invoice are its lines; a list of invoices stands in an object that is no invoice itself. */
function isList(object: JsonObject, name: string): boolean {
  return name === "invoices" || !looksLikeInvoice(collectFields(object));
}

function readItem(
  item: unknown,
  source: DocumentSource,
  repeatedNames: ReadonlySet<string>,
  defaultCurrency: CurrencyCode | undefined,
): ReadOutcome {
  if (!isJsonObject(item)) throw noObject(Array.isArray(item) ? "a list" : item === null ? "null" : `a ${typeof item}`);
  const findings: Finding[] = [];
  const object = isJsonObject(item.invoice) ? item.invoice : item;
  const invoice = readObject(object, source, findings, defaultCurrency);
  for (const name of repeatedNames) {
    if (!Object.hasOwn(object, name)) continue;
    const message = `The name ${quote(name)} stands more than once in one object; its last value was used.`;
    findings.push({ code: "JSON-REPEATED-NAME", severity: "warning", message, path: null });
  }
  return { ok: true, invoice, findings };
}

const noObjects = new Map<string, ReadError>();

/** One error for each kind of value: a list of a million nulls would make a million of them, with a stack each. */
function noObject(found: string): ReadError {
  const known = noObjects.get(found);
  if (known !== undefined) return known;
  const message = `This is ${found}, no invoice; expected an object with ${expectedNames}.`;
  const error = new ReadError("NOT-AN-INVOICE", message);
  noObjects.set(found, error);
  return error;
}

function readObject(
  object: JsonObject,
  source: DocumentSource,
  findings: Finding[],
  defaultCurrency: CurrencyCode | undefined,
): Invoice {
  if (hasOwnShape(object)) return readOwnShape(object, source, findings);
  const document = collectFields(object);
  if (!looksLikeInvoice(document)) {
    const names = Object.keys(object).slice(0, 8).map(quote).join(", ");
    const found = names === "" ? "The object is empty" : `The object holds ${names}`;
    throw new ReadError("NOT-AN-INVOICE", `${found}; an invoice has some of ${expectedNames}.`);
  }
  return flatInvoice(document, source, findings, { defaultCurrency });
}
