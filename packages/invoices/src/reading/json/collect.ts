import { isLosslessNumber } from "lossless-json";
import { emptyDocument, type FlatDocument, looksLikeInvoice } from "../flat/document.js";
import type { Field, NamedField } from "../flat/field.js";
import { fieldOfName, foldName } from "../flat/field-names.js";

/** An object of parsed JSON, of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value) && !isLosslessNumber(value);
}

/** Names of objects that only group fields: `{ "totals": { "net": .. }, "payment": { "iban": .. } }`. */
const groups = new Set(["totals", "totalamounts", "amounts", "summary", "payment", "paymentdetails", "bank", "dates"]);

/** The best-named value of each field so far. */
interface Collection {
  readonly document: FlatDocument;
  readonly ranks: Partial<Record<Field, number>>;
}

/**
 * Sorts the values of a flat JSON object by what their names stand for; a name that stands for nothing is left out. A
 * bare `id` is the number of what is an invoice by its other names, since everything has an `id`.
 */
export function collectFields(object: JsonObject): FlatDocument {
  const collection: Collection = { document: emptyDocument(), ranks: {} };
  collectInto(collection, object);
  const { document } = collection;
  if (document.number === undefined && looksLikeInvoice(document)) document.number = object.id;
  return document;
}

function collectInto(collection: Collection, object: JsonObject): void {
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === null || value === undefined) continue;
    const named = fieldOfName(key);
    if (typeof value === "object" && !isLosslessNumber(value)) collectNested(collection, key, named, value);
    else if (named !== null) keepBest(collection, fieldOfValue(named, value), value);
  }
}

function keepBest({ document, ranks }: Collection, { field, rank }: NamedField, value: unknown): void {
  const kept = ranks[field];
  if (kept !== undefined && kept <= rank) return;
  ranks[field] = rank;
  document[field] = value;
}

/** A rank after that of every name. */
const lastChoice = 1000;

/** `vat` and `tax` are an amount when they hold one, and a VAT number otherwise. */
function fieldOfValue(named: NamedField, value: unknown): NamedField {
  if (named.field !== "tax" || typeof value !== "string" || !/^\s*[A-Za-z]{2}\s*[\dA-Za-z]/.test(value)) return named;
  return { field: "sellerVatId", rank: lastChoice };
}

function collectNested(collection: Collection, key: string, named: NamedField | null, value: object): void {
  if (!isJsonObject(value)) {
    if (named !== null) keepBest(collection, named, value);
    return;
  }
  if (named?.field === "sellerName") collectParty(collection, value, named.rank, seller);
  else if (named?.field === "buyerName") collectParty(collection, value, named.rank, buyer);
  else if (groups.has(foldName(key))) collectInto(collection, value);
  else if (named !== null) collectMoney(collection, named, value);
}

interface PartyFields {
  readonly name: Field;
  readonly byName: Readonly<Record<string, Field>>;
}

const seller: PartyFields = {
  name: "sellerName",
  byName: {
    ...fields("sellerVatId", "vatid vatnumber vat vatno taxid taxnumber vatregistrationnumber"),
    ...fields("sellerCountry", "country countrycode"),
    ...fields("sellerAddress", "address"),
    ...fields("account", "iban account bankaccount accountnumber"),
  },
};

const buyer: PartyFields = {
  name: "buyerName",
  byName: {
    ...fields("buyerVatId", "vatid vatnumber vat vatno taxid taxnumber"),
    ...fields("buyerCountry", "country countrycode"),
  },
};

function fields(field: Field, names: string): Record<string, Field> {
  return Object.fromEntries(names.split(" ").map((name) => [name, field]));
}

const partyNames = new Set(["name", "legalname", "companyname", "company", "vendorname", "suppliername"]);

function collectParty(collection: Collection, party: JsonObject, rank: number, known: PartyFields): void {
  for (const [key, value] of Object.entries(party)) {
    const name = foldName(key.slice(0, 64));
    if (partyNames.has(name)) keepBest(collection, { field: known.name, rank }, value);
    else if (name === "address" && isJsonObject(value)) collectParty(collection, value, rank, known);
    else if (Object.hasOwn(known.byName, name)) {
      const field = known.byName[name];
      if (field !== undefined) keepBest(collection, { field, rank: 0 }, value);
    }
  }
}

/** `{ "amount": { "value": "12.50", "currency": "EUR" } }`; an object of any other make stays, to be found unreadable. */
function collectMoney(collection: Collection, named: NamedField, value: JsonObject): void {
  const amount = value.value ?? value.amount;
  keepBest(collection, named, amount === undefined ? value : amount);
  const currency = value.currency ?? value.currencyCode ?? value.currency_code;
  if (typeof currency === "string") keepBest(collection, { field: "currency", rank: lastChoice }, currency);
}
