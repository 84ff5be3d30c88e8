import type { Finding } from "../../model/finding.js";
import type { AllowanceCharge, DocumentSource, Invoice, InvoiceLine, TaxBreakdown } from "../../model/invoice.js";
import { readAccounts } from "../flat/invoice.js";
import { readAmount, readCountry, readCurrency, readDate, readText } from "../flat/values.js";
import { isJsonObject, type JsonObject } from "./collect.js";

/** Whether an object is an `Invoice` of ours: only there do `totals` stand beside a `seller` that is an object. */
export function hasOwnShape(object: JsonObject): boolean {
  return isJsonObject(object.totals) && isJsonObject(object.seller) && "issueDate" in object;
}

/** More items of a list are cut; the bound is far beyond real documents. */
const mostItems = 100_000;

/** Reads an invoice in our own shape as strictly as any other: what is not what it should be is `null`, with a finding. */
export function readOwnShape(object: JsonObject, source: DocumentSource, findings: Finding[]): Invoice {
  const at = createReader(object, "", findings);
  const totals = at.object("totals");
  const seller = at.object("seller");
  const buyer = at.object("buyer");
  const accounts = at.object("payment").list("accounts");
  return {
    number: at.text("number"),
    type: object.type === "credit-note" ? "credit-note" : "invoice",
    typeCode: at.text("typeCode"),
    issueDate: at.date("issueDate"),
    taxPointDate: at.date("taxPointDate"),
    dueDate: at.date("dueDate"),
    currency: at.currency("currency"),
    taxCurrency: at.currency("taxCurrency"),
    totals: {
      lineNet: totals.amount("lineNet"),
      allowances: totals.amount("allowances"),
      charges: totals.amount("charges"),
      taxExclusive: totals.amount("taxExclusive"),
      tax: totals.amount("tax"),
      taxInTaxCurrency: totals.amount("taxInTaxCurrency"),
      taxInclusive: totals.amount("taxInclusive"),
      prepaid: totals.amount("prepaid"),
      rounding: totals.amount("rounding"),
      payable: totals.amount("payable"),
    },
    seller: {
      name: seller.text("name"),
      tradingName: seller.text("tradingName"),
      vatId: seller.text("vatId"),
      taxId: seller.text("taxId"),
      taxIdScheme: seller.text("taxIdScheme"),
      country: seller.country("country"),
      address: seller.text("address"),
    },
    buyer: { name: buyer.text("name"), vatId: buyer.text("vatId"), country: buyer.country("country") },
    payment: { accounts: accounts.flatMap((account) => readAccounts(account.raw("id"))) },
    lines: at.list("lines").map(readOwnLine),
    allowanceCharges: at.list("allowanceCharges").map(readAllowanceCharge),
    taxBreakdown: at.list("taxBreakdown").map(readTaxBreakdown),
    references: {
      order: at.object("references").text("order"),
      precedingInvoice: at.object("references").text("precedingInvoice"),
    },
    source,
  };
}

function readOwnLine(at: ShapeReader): InvoiceLine {
  return {
    id: at.text("id"),
    name: at.text("name"),
    quantity: at.amount("quantity"),
    unit: at.text("unit"),
    unitPrice: at.amount("unitPrice"),
    priceBaseQuantity: at.amount("priceBaseQuantity"),
    net: at.amount("net"),
    taxCategory: at.text("taxCategory"),
    taxRate: at.amount("taxRate"),
    allowanceCharges: at.list("allowanceCharges").map(readAllowanceCharge),
  };
}

function readAllowanceCharge(at: ShapeReader): AllowanceCharge {
  return {
    kind: at.raw("kind") === "charge" ? "charge" : "allowance",
    amount: at.amount("amount"),
    baseAmount: at.amount("baseAmount"),
    percentage: at.amount("percentage"),
    reason: at.text("reason"),
    taxCategory: at.text("taxCategory"),
    taxRate: at.amount("taxRate"),
  };
}

function readTaxBreakdown(at: ShapeReader): TaxBreakdown {
  return {
    category: at.text("category"),
    rate: at.amount("rate"),
    taxable: at.amount("taxable"),
    tax: at.amount("tax"),
    exemptionReason: at.text("exemptionReason"),
  };
}

/** Reads the members of one object and knows their place in the document. */
interface ShapeReader {
  raw(name: string): unknown;
  text(name: string): string | null;
  /** Our own amounts are plain decimals, so a point is never a thousands separator. */
  amount(name: string): string | null;
  date(name: string): string | null;
  currency(name: string): string | null;
  country(name: string): string | null;
  /** A reader of nothing where there is no such object. */
  object(name: string): ShapeReader;
  list(name: string): ShapeReader[];
}

function createReader(object: JsonObject, path: string, findings: Finding[]): ShapeReader {
  const place = (name: string) => (path === "" ? name : `${path}.${name}`);
  const own = (name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined);
  return {
    raw: own,
    text: (name) => readText(own(name)),
    amount: (name) => readAmount(own(name), place(name), findings, ".")?.value ?? null,
    date: (name) => readDate(own(name), place(name), findings),
    currency: (name) => readCurrency(own(name), place(name), findings),
    country: (name) => readCountry(own(name)),
    object: (name) => {
      const value = own(name);
      return createReader(isJsonObject(value) ? value : {}, place(name), findings);
    },
    list: (name) => {
      const value = own(name);
      if (!Array.isArray(value)) return [];
      const objects = value.slice(0, mostItems).filter(isJsonObject);
      return objects.map((item, index) => createReader(item, `${place(name)}[${index}]`, findings));
    },
  };
}
