import type { LedgerEntry, Memory, Recollection } from "@tidegate/invoices";
import { afterEach, describe, expect, test } from "vitest";
import { ledgerEntry, recallQuery } from "./ledger-entry.js";

interface OpenMemory {
  readonly memory: Memory;
  close(): Promise<void>;
}

/** What every memory promises, run against each adapter. */
export function memoryContract(name: string, open: () => Promise<OpenMemory>): void {
  describe(`memory contract: ${name}`, () => {
    const opened: OpenMemory[] = [];
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((memory) => memory.close()));
    });

    async function memoryOf(...entries: readonly LedgerEntry[]): Promise<Memory> {
      const open_ = await open();
      opened.push(open_);
      await open_.memory.remember(entries);
      return open_.memory;
    }

    async function recall(memory: Memory, entry: LedgerEntry): Promise<Recollection> {
      const [recollection] = await memory.recall([recallQuery(entry)]);
      if (recollection === undefined) throw new Error("no recollection");
      return recollection;
    }

    /** What a document never seen is told of the number of those before it. */
    const sizeOf = async (memory: Memory) => (await recall(memory, ledgerEntry({ file: "/new" }))).documentsBefore;

    const files = (recollection: Recollection) => recollection.earlier.map((document) => document.file);

    test("an empty memory knows nothing", async () => {
      const memory = await memoryOf();
      expect(await memory.recall([])).toEqual([]);
      expect(await recall(memory, ledgerEntry())).toEqual({
        known: false,
        documentsBefore: 0,
        vendor: null,
        earlier: [],
      });
    });

    test("a document at another place with the same vendor and number is a candidate, whole", async () => {
      const first = ledgerEntry({ number: "INV-7", accounts: [] });
      const memory = await memoryOf(first);
      const again = ledgerEntry({ number: "inv 7", file: "/in/b.json", payable: "5000.00", issueDate: "2020-05-05" });
      const { earlier } = await recall(memory, again);
      expect(earlier).toEqual([
        {
          documentKey: first.documentKey,
          file: "/in/a.json",
          position: 0,
          type: "invoice",
          number: "INV-7",
          numberKey: "INV7",
          vendorKey: "name:acme",
          nameKey: "name:acme",
          vendorName: "Acme",
          issueDate: "2026-01-01",
          currency: "EUR",
          payable: "119.00",
        },
      ]);
    });

    test("a vendor is recognised by its name where its VAT number is missing once", async () => {
      const memory = await memoryOf(ledgerEntry({ vendorKey: "vat:DE123456789" }));
      const nameOnly = ledgerEntry({ file: "/in/b.json" });
      const recollection = await recall(memory, nameOnly);
      expect(files(recollection)).toEqual(["/in/a.json"]);
      expect(recollection.vendor?.documents).toBe(1);
    });

    test("a document counts once for a vendor that both of its keys name", async () => {
      const memory = await memoryOf(ledgerEntry({ vendorKey: "vat:DE123456789" }));
      const { vendor } = await recall(memory, ledgerEntry({ vendorKey: "vat:DE123456789", file: "/in/b.json" }));
      expect(vendor?.documents).toBe(1);
    });

    test.each([
      { amount: "100.99", date: "2026-01-08", near: true },
      { amount: "101.02", date: "2026-01-08", near: false },
      { amount: "99.00", date: "2025-12-25", near: true },
      { amount: "98.99", date: "2025-12-25", near: false },
      { amount: "100.00", date: "2026-01-09", near: false },
      { amount: "-100.00", date: "2026-01-01", near: false },
    ])("$amount on $date near to 100.00 on 2026-01-01: $near", async ({ amount, date, near }) => {
      const memory = await memoryOf(ledgerEntry({ payable: "100.00", number: "1" }));
      const other = ledgerEntry({ payable: amount, issueDate: date, number: "2", file: "/in/b.json" });
      expect(files(await recall(memory, other))).toEqual(near ? ["/in/a.json"] : []);
    });

    test("neither another currency, nor no date, nor no amount is near", async () => {
      const memory = await memoryOf(ledgerEntry({ number: "1" }));
      const other = { number: "2", file: "/in/b.json" };
      expect(files(await recall(memory, ledgerEntry({ ...other, currency: "USD" })))).toEqual([]);
      expect(files(await recall(memory, ledgerEntry({ ...other, issueDate: null })))).toEqual([]);
      expect(files(await recall(memory, ledgerEntry({ ...other, payable: null })))).toEqual([]);
      expect(files(await recall(memory, ledgerEntry({ ...other, payable: "0.00" })))).toEqual([]);
    });

    test("the same number and amount under another vendor is a candidate, another amount is not", async () => {
      const memory = await memoryOf(ledgerEntry({ number: "2026-77", payable: "500.00" }));
      const other = { number: "2026-77", vendorName: "Other", file: "/in/b.json" };
      expect(files(await recall(memory, ledgerEntry({ ...other, payable: "500" })))).toEqual(["/in/a.json"]);
      expect(files(await recall(memory, ledgerEntry({ ...other, payable: "500.01" })))).toEqual([]);
      expect(files(await recall(memory, ledgerEntry({ ...other, payable: "500.00", currency: "USD" })))).toEqual([]);
    });

    test("a credit note does not resemble an invoice", async () => {
      const memory = await memoryOf(ledgerEntry({ number: "7" }));
      expect(
        files(await recall(memory, ledgerEntry({ number: "7", type: "credit-note", file: "/in/b.json" }))),
      ).toEqual([]);
    });

    test("of many candidates the twenty nearest come, nearest first", async () => {
      const entries = Array.from({ length: 30 }, (_, index) =>
        ledgerEntry({ number: `A${index}`, file: `/in/${index}.json`, payable: (100 + index / 100).toFixed(2) }),
      );
      const memory = await memoryOf(...entries);
      const found = files(await recall(memory, ledgerEntry({ number: "B", file: "/in/b.json", payable: "100.29" })));
      expect(found).toHaveLength(20);
      expect(found.slice(0, 3)).toEqual(["/in/29.json", "/in/28.json", "/in/27.json"]);
    });

    test("a vendor is remembered with a true mean and spread, by its invoices", async () => {
      const memory = await memoryOf(
        ledgerEntry({ number: "1", file: "/1", baseAmount: "100.00", payable: "100.00", currency: "EUR" }),
        ledgerEntry({ number: "2", file: "/2", baseAmount: "200.00", payable: "212.34", currency: "USD" }),
        ledgerEntry({ number: "3", file: "/3", baseAmount: "600.00", payable: "1200", accounts: ["X2", "X1"] }),
        ledgerEntry({ number: "4", file: "/4", baseAmount: null }),
        ledgerEntry({ number: "5", file: "/5", type: "credit-note", baseAmount: "9999.00" }),
      );
      const { vendor } = await recall(memory, ledgerEntry({ number: "6", file: "/6" }));
      expect(vendor).toEqual({
        documents: 5,
        amounts: 3,
        meanAmount: expect.closeTo(300, 9),
        spread: expect.closeTo(Math.sqrt(70_000), 9),
        roundShare: expect.closeTo(2 / 3, 9),
        currencies: ["EUR", "USD"],
        accounts: ["DE89370400440532013000", "X1", "X2"],
      });
    });

    test("one amount has a mean and no spread", async () => {
      const memory = await memoryOf(ledgerEntry({ baseAmount: "7" }));
      const { vendor } = await recall(memory, ledgerEntry({ number: "2", file: "/2" }));
      expect(vendor).toMatchObject({ meanAmount: 7, spread: null });
    });

    test("what is remembered after a vendor was asked about counts for it too", async () => {
      const memory = await memoryOf(ledgerEntry({ baseAmount: "100.00" }));
      const asked = ledgerEntry({ number: "9", file: "/9" });
      await recall(memory, asked);
      await memory.remember([ledgerEntry({ number: "2", file: "/2", baseAmount: "300.00" })]);
      const { vendor } = await recall(memory, asked);
      expect(vendor).toMatchObject({ documents: 2, meanAmount: 200 });
    });

    test("a document processed again is neither its own duplicate nor a part of its vendor", async () => {
      const entry = ledgerEntry();
      const memory = await memoryOf(entry);
      expect(await recall(memory, entry)).toEqual({ known: true, documentsBefore: 0, vendor: null, earlier: [] });
    });

    test("processing again replaces: one row a document, also where its vendor was asked about before", async () => {
      const memory = await memoryOf(ledgerEntry({ baseAmount: "100.00" }));
      await recall(memory, ledgerEntry({ number: "2", file: "/2" }));
      await memory.remember([ledgerEntry({ baseAmount: "900.00" })]);
      expect(await sizeOf(memory)).toBe(1);
      const { vendor } = await recall(memory, ledgerEntry({ number: "2", file: "/2" }));
      expect(vendor).toMatchObject({ documents: 1, meanAmount: 900 });
    });

    test("the same document twice in one batch is remembered once, as it was last", async () => {
      const memory = await memoryOf(ledgerEntry({ baseAmount: "1" }), ledgerEntry({ baseAmount: "2" }));
      expect(await sizeOf(memory)).toBe(1);
      expect((await recall(memory, ledgerEntry({ file: "/b" }))).vendor).toMatchObject({ meanAmount: 2 });
    });

    test("processing again gives what was known at first: later documents are not earlier", async () => {
      const known = { documents: 4, amounts: 4, meanAmount: 10.1, spread: 0.1 + 0.2, roundShare: 1 / 3 };
      const recalledVendor = { ...known, currencies: ["EUR"], accounts: ["A", "B"] };
      const first = ledgerEntry({ recalledVendor });
      const second = ledgerEntry({ file: "/in/b.json" });
      const memory = await memoryOf(first, second);
      await memory.remember([first]);
      expect(await recall(memory, first)).toEqual({
        ...{ known: true, documentsBefore: 0, vendor: recalledVendor, earlier: [] },
      });
      expect(files(await recall(memory, second))).toEqual(["/in/a.json"]);
    });

    test("a document is told how many were known before it was first seen", async () => {
      const [first, second] = [ledgerEntry(), ledgerEntry({ file: "/in/b.json" })];
      const memory = await memoryOf(first, second, ledgerEntry({ file: "/in/c.json" }));
      await memory.remember([second, first]);
      expect((await recall(memory, first)).documentsBefore).toBe(0);
      expect((await recall(memory, second)).documentsBefore).toBe(1);
      expect(await sizeOf(memory)).toBe(3);
    });

    test("a recall sees every remember called before it, finished or not", async () => {
      const memory = await memoryOf();
      const remembering = memory.remember([ledgerEntry()]);
      const { vendor } = await recall(memory, ledgerEntry({ number: "2", file: "/2" }));
      await remembering;
      expect(vendor?.documents).toBe(1);
    });

    test("queries of one batch are answered in their order", async () => {
      const memory = await memoryOf(ledgerEntry({ vendorName: "A" }), ledgerEntry({ vendorName: "B", file: "/b" }));
      const asked = ["B", "none", "A"].map((vendorName) => ledgerEntry({ vendorName, number: "9", file: "/9" }));
      const recollections = await memory.recall(asked.map(recallQuery));
      expect(recollections.map(({ vendor }) => vendor?.documents)).toEqual([1, undefined, 1]);
    });

    test("survives absent and hostile values", async () => {
      const hostile = ledgerEntry({
        number: "1'; DROP TABLE ledger; --\u0000\ud800",
        vendorName: "O'Brien \udc00",
        issueDate: "2026-13-45",
        payable: "9".repeat(60),
        baseAmount: "9".repeat(60),
        currency: "',",
      });
      const bare = ledgerEntry({
        ...{ number: null, numberKey: null, vendorKey: null, nameKey: null, vendorName: null, issueDate: null },
        ...{ currency: null, payable: null, baseAmount: null, accounts: [], country: null, vatStatus: null },
      });
      const memory = await memoryOf(hostile, bare);
      expect(await sizeOf(memory)).toBe(2);
      expect(await recall(memory, { ...bare, documentKey: "other" })).toMatchObject({ vendor: null, earlier: [] });
      expect(files(await recall(memory, { ...hostile, documentKey: "other", vendorKey: "name:x" }))).toHaveLength(1);
    });
  });
}
