import { describe, expect, test } from "vitest";
import { consistentInvoice } from "../../../../test/consistent-invoice.js";
import type { Invoice } from "../model/invoice.js";
import { checkInvoice } from "./index.js";

const codes = (invoice: Invoice, today?: string) =>
  checkInvoice(invoice, today === undefined ? {} : { today }).map(({ code }) => code);

const good = consistentInvoice();
const withTotals = (totals: Partial<Invoice["totals"]>) => consistentInvoice({ totals: { ...good.totals, ...totals } });
const withLine = (line: Partial<Invoice["lines"][number]>) =>
  consistentInvoice({ lines: good.lines.map((each, index) => (index === 1 ? { ...each, ...line } : each)) });
const withRow = (row: Partial<Invoice["taxBreakdown"][number]>) =>
  consistentInvoice({ taxBreakdown: good.taxBreakdown.map((each) => ({ ...each, ...row })) });
const withProfile = (syntax: Invoice["source"]["syntax"], profile: string | null, changes: Partial<Invoice> = {}) =>
  consistentInvoice({ ...changes, source: { ...good.source, syntax, profile } });

test("nothing is said of an invoice that adds up", () => {
  expect(checkInvoice(good, { today: "2024-03-01" })).toEqual([]);
});

describe("totals", () => {
  test.each([
    ["BR-CO-10", { lineNet: "301.00", taxExclusive: "291.00", taxInclusive: "346.10", payable: "246.00" }],
    ["BR-CO-11", { allowances: "19.00", taxExclusive: "291.00", taxInclusive: "346.10", payable: "246.00" }],
    ["BR-CO-12", { charges: "11.00", taxExclusive: "291.00", taxInclusive: "346.10", payable: "246.00" }],
    ["BR-CO-13", { taxExclusive: "291.00", taxInclusive: "346.10", payable: "246.00" }],
    ["BR-CO-14", { tax: "56.10", taxInclusive: "346.10", payable: "246.00" }],
    ["BR-CO-15", { taxInclusive: "346.10", payable: "246.00" }],
    ["BR-CO-16", { payable: "245.10" }],
  ])("%s is the one that is broken", (code, totals) => expect(codes(withTotals(totals))).toEqual([code]));

  test("a finding says both amounts and where", () => {
    expect(checkInvoice(withTotals({ payable: "245.10" }))).toEqual([
      {
        code: "BR-CO-16",
        severity: "error",
        path: "totals.payable",
        message: "total with tax less prepaid plus rounding is 245, the document states 245.10",
      },
    ]);
  });

  test("half a cent of a rounded sum is no difference, a cent is one", () => {
    const thirds = good.lines.map((line, index) => ({
      ...line,
      net: index === 0 ? "199.996" : "100.00",
      unitPrice: null,
    }));
    expect(codes(consistentInvoice({ lines: thirds }))).not.toContain("BR-CO-10");
    expect(codes(withLine({ net: "100.01", unitPrice: "25.0025" }))).toContain("BR-CO-10");
  });

  test("OIOUBL's total without tax is the tax itself and is not judged", () => {
    const danish = { totals: { ...good.totals, taxExclusive: "55.10" } };
    expect(codes(withProfile("ubl", "OIOUBL-2.1", danish))).toEqual([]);
  });

  test("nested lines are not summed up", () => {
    const profile = "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended";
    const nested = { lines: [...good.lines, ...good.lines] };
    expect(codes(withProfile("cii", profile, nested))).toEqual([]);
    expect(codes(withProfile("cii", "urn:cen.eu:en16931:2017", nested))).toContain("BR-CO-10");
  });

  test("FatturaPA is held to its breakdown only", () => {
    const italian = { allowanceCharges: [], totals: { ...good.totals, rounding: null, payable: "200.00" } };
    expect(codes(withProfile("fatturapa", "FPR12", italian))).toEqual([]);
    const wrong = { ...italian, totals: { ...italian.totals, taxInclusive: "345.20" } };
    expect(codes(withProfile("fatturapa", "FPR12", wrong))).toEqual(["BR-CO-15"]);
  });
});

describe("lines", () => {
  test("a net amount that price and quantity do not give is noticed", () => {
    expect(codes(withLine({ unitPrice: "26.00" }))).toEqual(["LINE-NET"]);
  });

  test("the price may be for several units, and charges and allowances count", () => {
    const part = { baseAmount: null, percentage: null, reason: "r", taxCategory: null, taxRate: null };
    const allowanceCharges = [
      { ...part, kind: "allowance" as const, amount: "10.00" },
      { ...part, kind: "charge" as const, amount: "5.00" },
    ];
    expect(codes(withLine({ unitPrice: "262.50", priceBaseQuantity: "10", allowanceCharges }))).toEqual([]);
  });

  test("a rounded price explains a difference", () => {
    expect(codes(withLine({ quantity: "30", unitPrice: "3.33" }))).toEqual([]);
    expect(codes(withLine({ quantity: "30", unitPrice: "3.3" }))).toEqual(["LINE-NET"]);
  });

  test("a base quantity of zero is not divided by", () => {
    expect(codes(withLine({ priceBaseQuantity: "0" }))).toEqual([]);
  });
});

describe("VAT", () => {
  test("tax within one unit of rate times amount is right, one unit is not", () => {
    const near = { totals: { ...good.totals, tax: "54.20", taxInclusive: "344.20", payable: "244.10" } };
    expect(codes({ ...withRow({ tax: "54.20" }), ...near })).toEqual([]);
    const far = { totals: { ...good.totals, tax: "54.10", taxInclusive: "344.10", payable: "244.00" } };
    expect(codes({ ...withRow({ tax: "54.10" }), ...far })).toEqual(["BR-CO-17", "BR-S-09"]);
  });

  test("the breakdown's taxable amount is what lines, charges and allowances of its rate give", () => {
    expect(codes(withRow({ taxable: "291.50" }))).toEqual(["BR-S-08"]);
    expect(codes(withLine({ taxRate: "7" }))).toEqual(["BR-S-08"]);
  });

  test("exempt rows are exact, untaxed, at rate zero and give a reason", () => {
    const exempt = consistentInvoice({
      lines: good.lines.map((line) => ({ ...line, taxCategory: "E", taxRate: "0" })),
      allowanceCharges: good.allowanceCharges.map((part) => ({ ...part, taxCategory: "E", taxRate: "0" })),
      totals: { ...good.totals, tax: "0.00", taxInclusive: "290.00", payable: "189.90" },
      taxBreakdown: [{ category: "E", rate: "0", taxable: "290.00", tax: "0.00", exemptionReason: "Article 132" }],
    });
    const [row] = exempt.taxBreakdown;
    const breaking = (change: object) => codes({ ...exempt, taxBreakdown: [{ ...(row ?? {}), ...change } as never] });
    expect(codes(exempt)).toEqual([]);
    expect(breaking({ taxable: "290.50" })).toEqual(["BR-E-08"]);
    expect(breaking({ exemptionReason: null })).toEqual(["BR-E-10"]);
    expect(codes({ ...exempt, lines: exempt.lines.map((line) => ({ ...line, taxRate: "7" })) })).toEqual([
      "BR-E-05",
      "BR-E-05",
    ]);
    expect(codes({ ...exempt, taxBreakdown: [...exempt.taxBreakdown, ...exempt.taxBreakdown] })).toContain("BR-E-01");
  });

  test("a category without a row in the breakdown is noticed", () => {
    expect(codes(withLine({ taxCategory: "Z", taxRate: "0" }))).toEqual(["BR-S-08", "BR-Z-01"]);
  });

  test("what is not subject to VAT stands alone", () => {
    const rows = [...good.taxBreakdown, { category: "O", rate: null, taxable: "0", tax: "0", exemptionReason: "x" }];
    expect(codes(consistentInvoice({ taxBreakdown: rows }))).toEqual(
      expect.arrayContaining(["BR-O-11", "BR-O-12", "BR-O-13", "BR-O-14"]),
    );
  });
});

describe("content and codes", () => {
  test.each([
    ["BR-02", { number: null }],
    ["BR-03", { issueDate: null }],
    ["BR-04", { typeCode: null }],
    ["BR-05", { currency: null }],
    ["BR-07", { buyer: { ...good.buyer, name: null } }],
    ["BR-09", { seller: { ...good.seller, country: null } }],
    ["BR-53", { taxCurrency: "SEK" }],
    ["BR-CL-01", { typeCode: "999" }],
    ["BR-CL-14", { buyer: { ...good.buyer, country: "ZZ" } }],
    ["BR-CO-09", { buyer: { ...good.buyer, vatId: "136695976" } }],
    ["CURRENCY-UNKNOWN", { currency: "EURO" }],
    ["ACCOUNT-IBAN", { payment: { accounts: [{ id: "DE88370400440532013000", kind: "iban", valid: null }] } }],
    ["DATE-DUE-BEFORE-ISSUE", { dueDate: "2024-01-14" }],
    ["DATE-INVALID", { dueDate: "2024-02-30" }],
  ] as const)("%s is noticed alone", (code, changes) => expect(codes(consistentInvoice(changes))).toEqual([code]));

  test.each([
    ["BR-21", { id: null }],
    ["BR-22", { quantity: null }],
    ["BR-23", { unit: null }],
    ["BR-25", { name: null }],
    ["BR-26", { unitPrice: null }],
    ["BR-27", { unitPrice: "-25.00", quantity: "-4" }],
    ["BR-DEC-23", { net: "100.001" }],
  ])("%s is noticed on a line", (code, line) => expect(codes(withLine(line))).toEqual([code]));

  test("an empty document of the standard is told what it lacks", () => {
    const empty = consistentInvoice({ lines: [], taxBreakdown: [], allowanceCharges: [] });
    expect(codes(empty)).toEqual(["BR-16", "BR-CO-18"]);
  });

  test.each([
    ["a flat invoice", "json", null],
    ["an extension of the standard", "ubl", "urn:cen.eu:en16931:2017#conformant#urn:fdc:peppol.eu:2017:x"],
    ["another standard", "ubl", "urn:peppol:pint:billing-1@jp-1"],
    ["FatturaPA", "fatturapa", "FPR12"],
  ] as const)("%s is not held to it", (_, syntax, profile) => {
    const bare = {
      lines: [],
      taxBreakdown: [],
      allowanceCharges: [],
      totals: { ...good.totals, rounding: null, payable: "245.10" },
      typeCode: null,
      buyer: { ...good.buyer, name: null },
    };
    expect(codes(withProfile(syntax, profile, bare))).toEqual([]);
  });

  test("a seller of another continent is not held to it either", () => {
    const saudi = { seller: { ...good.seller, country: "SA", vatId: "312345678912343" }, typeCode: null };
    expect(codes(consistentInvoice(saudi))).toEqual([]);
  });

  test("the future begins after today", () => {
    expect(codes(good, "2024-01-15")).toEqual([]);
    expect(codes(good, "2024-01-14")).toEqual(["DATE-FUTURE"]);
  });
});

test("hostile values are findings, never exceptions", () => {
  const hostile = "9".repeat(100_000);
  const invoice = consistentInvoice({
    currency: "INVALID_CURRENCY",
    issueDate: "not a date",
    totals: { ...good.totals, payable: "not_a_number", tax: hostile, lineNet: "1e999" },
    lines: [{ ...(good.lines[0] as Invoice["lines"][number]), quantity: "NaN", net: "Infinity" }],
  });
  expect(codes(invoice)).toEqual(expect.arrayContaining(["CURRENCY-UNKNOWN", "DATE-INVALID"]));
});

test("very many findings of one code are cut to a hundred", () => {
  const lines = Array.from({ length: 250 }, () => good.lines.map((line) => ({ ...line, net: "9.00" }))).flat();
  expect(codes(consistentInvoice({ lines })).filter((code) => code === "LINE-NET")).toHaveLength(100);
});
