import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Invoice } from "../../model/invoice.js";
import type { ReadOutcome } from "../outcome.js";
import { readJson } from "./documents.js";

const read = (value: unknown) =>
  readJson(typeof value === "string" ? value : JSON.stringify(value), { file: "a.json" });

function only(outcomes: readonly ReadOutcome[]): Extract<ReadOutcome, { ok: true }> {
  const [outcome] = outcomes;
  if (outcome === undefined || outcomes.length !== 1) throw new Error(`${outcomes.length} outcomes`);
  if (!outcome.ok) throw outcome.error;
  return outcome;
}

const invoiceOf = (value: unknown): Invoice => only(read(value)).invoice;
const findingsOf = (value: unknown) => only(read(value)).findings;

const flat = {
  invoice_id: "INV-2024-001",
  vendor: "TechSupplies Co.",
  amount: 15000.0,
  currency: "EUR",
  vat_number: "GB123456789",
  date: "2024-01-15",
};

describe("the flat shape", () => {
  test("becomes an invoice whose payable is its amount", () => {
    expect(only(read(flat))).toMatchObject({
      findings: [],
      invoice: {
        number: "INV-2024-001",
        type: "invoice",
        issueDate: "2024-01-15",
        currency: "EUR",
        totals: { payable: "15000.00", taxInclusive: null },
        seller: { name: "TechSupplies Co.", vatId: "GB123456789" },
        source: { file: "a.json", position: 0, syntax: "json", profile: null },
      },
    });
  });

  test("is known by its synonyms in any spelling", () => {
    const invoice = invoiceOf({
      invoiceNumber: "7",
      "Supplier Name": "Acme",
      Total: "1.190,00 €",
      netAmount: 1000,
      vat: 190,
      "VAT-ID": "DE123456789",
      IssueDate: "15.01.2024",
      due_date: "2024-02-15",
      IBAN: "DE02120300000000202051",
      po_number: "PO-1",
      customer: "Us",
    });
    expect(invoice).toMatchObject({
      number: "7",
      issueDate: "2024-01-15",
      dueDate: "2024-02-15",
      currency: "EUR",
      totals: { payable: "1190.00", taxExclusive: "1000.00", tax: "190.00" },
      seller: { name: "Acme", vatId: "DE123456789" },
      buyer: { name: "Us" },
      payment: { accounts: [{ id: "DE02120300000000202051", kind: "iban" }] },
      references: { order: "PO-1" },
    });
  });

  test("may nest the parties, the totals and the money", () => {
    const invoice = invoiceOf({
      number: "7",
      vendor: { name: "Acme", vat_id: "ATU12345678", address: { country: "at" }, iban: "AT611904300234573201" },
      buyer: { name: "Us", vatId: "DE123456789" },
      totals: { net: "100", tax: "20", total: { value: "120", currency: "EUR" } },
      line_items: [{ description: "Bolts", quantity: 4, unit_price: "25.00", amount: "100", vat_rate: "20 %" }],
    });
    expect(invoice).toMatchObject({
      currency: "EUR",
      totals: { taxExclusive: "100.00", tax: "20.00", payable: "120.00" },
      seller: { name: "Acme", vatId: "ATU12345678", country: "AT" },
      buyer: { name: "Us", vatId: "DE123456789" },
      payment: { accounts: [{ id: "AT611904300234573201" }] },
      lines: [{ name: "Bolts", quantity: "4", unitPrice: "25.00", net: "100", taxRate: "20" }],
    });
  });

  test.each([
    [{ amount_due: 80, gross: 100, amount: 100 }, "80.00"],
    [{ gross: 119, amount: 100, net: 100, tax: 19 }, "119.00"],
    [{ amount: 119, net: 100, tax: 19 }, "119.00"],
    [{ net: "0.1", tax: "0.2" }, "0.30"],
    [{ net: 100 }, "100.00"],
  ])("finds what is payable in %j", (amounts, payable) => {
    expect(invoiceOf({ ...amounts, currency: "EUR" }).totals.payable).toBe(payable);
  });

  test("keeps the sign of an amount, and calls a credit note only what says that it is one", () => {
    expect(invoiceOf({ ...flat, amount: -5 })).toMatchObject({ type: "invoice", totals: { payable: "-5.00" } });
    expect(invoiceOf({ ...flat, document_type: "Credit Note" }).type).toBe("credit-note");
    expect(invoiceOf({ ...flat, type: 381 })).toMatchObject({ type: "credit-note", typeCode: "381" });
  });

  test("takes `vat` and `tax` for a VAT number where they hold one", () => {
    expect(invoiceOf({ ...flat, vat_number: undefined, vat: "GB123456789" })).toMatchObject({
      seller: { vatId: "GB123456789" },
      totals: { tax: null },
    });
  });

  test("counts a bare id as the number only of what is an invoice otherwise", () => {
    expect(invoiceOf({ id: 7, amount: 5 }).number).toBe("7");
    expect(read({ id: 7, title: "x" })).toMatchObject([{ ok: false, error: { code: "NOT-AN-INVOICE" } }]);
  });

  test("takes the default currency only where none is named", () => {
    const options = { file: "a", defaultCurrency: "USD" };
    expect(readJson('{"amount":5}', options)).toMatchObject([{ invoice: { currency: "USD" } }]);
    expect(readJson('{"amount":5,"currency":"EUR"}', options)).toMatchObject([{ invoice: { currency: "EUR" } }]);
  });
});

describe("values that can not be read", () => {
  test("are absent, with a finding each, and never a crash", () => {
    const { invoice, findings } = only(
      read({ amount: "not_a_number", currency: "INVALID_CURRENCY", vat_number: "CLEARLY_INVALID", date: "2024-02-30" }),
    );
    expect(invoice).toMatchObject({
      currency: null,
      issueDate: null,
      totals: { payable: null },
      seller: { vatId: "CLEARLY_INVALID" },
    });
    expect(findings.map(({ code, severity, path }) => [code, severity, path])).toEqual([
      ["AMOUNT-NOT-A-NUMBER", "error", "totals.payable"],
      ["CURRENCY-UNKNOWN", "error", "currency"],
      ["DATE-INVALID", "error", "issueDate"],
    ]);
  });

  test.each([[true], [[1, 2]], [{}], [{ a: 1 }], ["1e400"], ["Infinity"], ["--1"]])("the amount %j", (amount) => {
    expect(findingsOf({ ...flat, amount })).toMatchObject([{ code: "AMOUNT-NOT-A-NUMBER", path: "totals.payable" }]);
  });

  test("a date that could be two days is read with the day first", () => {
    expect(only(read({ ...flat, date: "03/04/2024" }))).toMatchObject({
      invoice: { issueDate: "2024-04-03" },
      findings: [{ code: "DATE-AMBIGUOUS", severity: "info", path: "issueDate" }],
    });
  });

  test("the sign of several currencies names none", () => {
    expect(only(read({ ...flat, currency: "$" }))).toMatchObject({
      invoice: { currency: null },
      findings: [{ code: "CURRENCY-UNKNOWN", message: expect.stringContaining("several currencies") }],
    });
  });

  test("no message quotes more than a short token", () => {
    const [finding] = findingsOf({ ...flat, amount: "secret ".repeat(1000) });
    expect(finding?.message.length).toBeLessThan(120);
  });
});

describe("numbers", () => {
  test.each([
    ["123456789012345678.91", "EUR", "123456789012345678.91"],
    ["0.1234567890123456789", "EUR", "0.1234567890123456789"],
    ["1e3", "EUR", "1000.00"],
    ["1.5E-7", "EUR", "0.00000015"],
    ["15000", "JPY", "15000"],
    ["15000", "KWD", "15000.000"],
    ["-0", "EUR", "0.00"],
    ["9007199254740993", "EUR", "9007199254740993.00"],
  ])("%s %s is payable as %s, digit for digit", (literal, currency, payable) => {
    expect(invoiceOf(`{"amount": ${literal}, "currency": "${currency}"}`).totals.payable).toBe(payable);
  });

  test("beyond any amount are findings", () => {
    const long = ["9".repeat(65), `0.${"0".repeat(500)}1`, `${"9".repeat(65)}e1`, `${"9".repeat(30)}e40`];
    for (const literal of ["1e400", "-1e400", "1e-400", ...long]) {
      expect(findingsOf(`{"amount": ${literal}}`)[0]?.code, literal).toBe("AMOUNT-NOT-A-NUMBER");
    }
  });

  test("never lose a digit, however they are written", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }),
        fc.integer({ min: 0, max: 99 }),
        (whole, cents) => {
          const literal = `${whole}.${String(cents).padStart(2, "0")}`;
          if (whole === 0n) return;
          expect(invoiceOf(`{"currency":"EUR","amount":${literal}}`).totals.payable).toBe(literal);
        },
      ),
    );
  });
});

describe("several documents", () => {
  test.each([
    ["a list", [flat, flat]],
    ["an object with a list", { invoices: [flat, flat] }],
    ["an object that calls it data", { page: 1, data: [flat, flat] }],
  ])("in %s are numbered", (_name, value) => {
    expect(read(value)).toMatchObject([
      { invoice: { source: { position: 0 } } },
      { invoice: { source: { position: 1 } } },
    ]);
  });

  test("do not suffer from one that is none", () => {
    expect(read([flat, 42, { name: "x" }, null, [flat], flat])).toMatchObject([
      { ok: true },
      { ok: false, position: 1, error: { code: "NOT-AN-INVOICE", message: expect.stringContaining("a number") } },
      { ok: false, position: 2, error: { message: expect.stringContaining("invoice_id, vendor, amount") } },
      { ok: false, position: 3 },
      { ok: false, position: 4 },
      { ok: true },
    ]);
  });

  test("in an empty list are none", () => {
    expect(read([])).toMatchObject([{ ok: false, error: { code: "EMPTY" } }]);
  });

  test("`items` of an invoice are its lines, not documents", () => {
    expect(invoiceOf({ ...flat, items: [{ description: "a", amount: 1 }] }).lines).toHaveLength(1);
  });
});

describe("our own shape", () => {
  test("comes back as it went out, bare or as an enhanced result", () => {
    const invoice = invoiceOf({ ...flat, due_date: "2024-02-01", iban: "DE02120300000000202051", customer: "Us" });
    const own: Invoice = {
      ...invoice,
      type: "credit-note",
      lines: [
        {
          id: "1",
          name: "Bolts",
          quantity: "4",
          unit: "C62",
          unitPrice: "25.0000",
          priceBaseQuantity: null,
          net: "100.00",
          taxCategory: "S",
          taxRate: "20",
          allowanceCharges: [],
        },
      ],
      taxBreakdown: [{ category: "S", rate: "20", taxable: "100.00", tax: "20.00", exemptionReason: null }],
    };
    expect(only(read(own))).toEqual({ ok: true, invoice: own, findings: [] });
    expect(only(read({ invoice: own, risk: {} }))).toEqual({ ok: true, invoice: own, findings: [] });
  });

  test("is read as strictly as any other", () => {
    const own = { ...invoiceOf(flat), currency: "???", lines: [{ net: "x" }], totals: { payable: [] } };
    expect(findingsOf(own).map(({ code, path }) => [code, path])).toEqual([
      ["CURRENCY-UNKNOWN", "currency"],
      ["AMOUNT-NOT-A-NUMBER", "totals.payable"],
      ["AMOUNT-NOT-A-NUMBER", "lines[0].net"],
    ]);
  });
});

describe("hostile JSON", () => {
  test.each([
    ['{"amount": 5', /ends too early/],
    ['{"amount": }', /unexpected "}" at line 1, column 12\./],
    ['{"amount": NaN}', /unexpected "NaN}" at line 1/],
    ["{'amount': 5}", /column 2/],
    ['{\n"amount": 5} x', /unexpected "x" at line 2, column 14/],
  ])("%s is malformed, and the message says where", (text, message) => {
    expect(read(text)).toMatchObject([
      { ok: false, error: { code: "JSON-MALFORMED", message: expect.stringMatching(message) } },
    ]);
  });

  test.each([
    ["[", "", "]"],
    ['{"a":', "1234567890123456789", "}"],
    ["[", "", ""],
    ['[{"a":', "", ""],
  ])("100,000 times %s neither overflows nor takes long", (open, middle, close) => {
    expect(read(open.repeat(100_000) + middle + close.repeat(100_000))).toMatchObject([
      { ok: false, error: { code: "JSON-MALFORMED", message: expect.stringContaining("levels deep") } },
    ]);
  });

  test("brackets inside strings are no nesting", () => {
    const vendor = `${"[{".repeat(200)}\\\\"`;
    expect(invoiceOf({ ...flat, vendor }).seller.name).toBe(vendor);
  });

  test("names of prototypes are names like any other", () => {
    const { invoice, findings } = only(
      read('{"amount":5,"__proto__":{"vendor":"x","totals":{}},"constructor":{"prototype":{}},"toString":1}'),
    );
    expect(invoice.seller.name).toBeNull();
    expect(findings).toEqual([]);
    expect(({} as Record<string, unknown>).vendor).toBeUndefined();
  });

  test("a name that stands twice is found, and the last value counts", () => {
    expect(only(read('{"amount":5,"amount":99999,"currency":"EUR"}'))).toMatchObject({
      invoice: { totals: { payable: "99999.00" } },
      findings: [{ code: "JSON-REPEATED-NAME", message: expect.stringContaining('"amount"') }],
    });
  });

  test("megabytes in one string are cut", () => {
    const vendor = "x".repeat(5_000_000);
    expect(invoiceOf({ ...flat, vendor }).seller.name).toHaveLength(1000);
  });

  test("lone surrogates and control characters never reach the invoice", () => {
    expect(invoiceOf('{"amount":5,"vendor":"A\\ud800\\u0000\\u001b[31mB"}').seller.name).toBe("A [31mB");
  });

  test("any JSON value gives outcomes and never throws", () => {
    const key = fc.constantFrom(
      "amount",
      "vendor",
      "invoice",
      "invoices",
      "totals",
      "seller",
      "date",
      "currency",
      "items",
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 4 }, fc.jsonValue(), tie("object"), fc.array(tie("any"), { maxLength: 3 })),
      object: fc.dictionary(key, tie("any"), { maxKeys: 4 }),
    })).any;
    const givesOutcomes = fc.property(value, (any) => {
      for (const outcome of read(JSON.stringify(any))) expect(outcome).toHaveProperty("ok");
    });
    fc.assert(givesOutcomes, { numRuns: 1000 });
  });
});
