import type { SimilarityQuery } from "@tidegate/invoices";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ledgerEntry } from "../../../../../test/contract/ledger-entry.js";
import { type DataFolder, openDataFolder } from "../data-folder.js";

let folder: DataFolder;
beforeEach(async () => {
  folder = await openDataFolder(":memory:");
});
afterEach(() => folder.close());

const now = Date.UTC(2026, 1, 15);

describe("a vendor", () => {
  test("has a true mean, median and spread, exactly", async () => {
    const amounts = ["0.10", "0.20", "0.40", "99999999999.99", "0.30"];
    await folder.ledger.remember(
      amounts.map((amount, index) => ledgerEntry({ file: `/${index}`, baseAmount: amount, payable: amount })),
    );
    const { amounts: summary, amountsByCurrency } = await vendor("Acme");
    expect(summary).toEqual({
      count: 5,
      total: "100000000000.99",
      mean: "20000000000.20",
      median: "0.30",
      lowerQuartile: "0.20",
      upperQuartile: "0.40",
      standardDeviation: expect.stringMatching(/^44721359549\.\d\d$/),
      smallest: "0.10",
      largest: "99999999999.99",
    });
    expect(amountsByCurrency).toEqual({ EUR: summary });
  });

  test("is summed up over all of its documents", async () => {
    const vat = "vat:DE123456789";
    await folder.ledger.remember([
      ledgerEntry({ file: "/1", vendorKey: vat, processedAt: "2026-01-01T00:00:00.000Z", riskLevel: "HIGH" }),
      ledgerEntry({ file: "/2", vendorKey: vat, processedAt: "2026-02-01T00:00:00.000Z", currency: "USD" }),
      ledgerEntry({ file: "/3", processedAt: "2026-02-02T00:00:00.000Z", accounts: ["A"], route: "review" }),
      ledgerEntry({ file: "/4", vendorName: "ACME Group", vendorKey: vat, type: "credit-note" }),
      ledgerEntry({ file: "/5", vendorName: "Other", vendorKey: "vat:FR1" }),
      ledgerEntry({ file: "/6", vendorName: "Acme", vendorKey: "vat:FR2" }),
    ]);
    expect(await vendor("de 123 456 789")).toMatchObject({
      vendorKey: vat,
      name: "Acme",
      aliases: ["ACME Group"],
      documents: 4,
      creditNotes: 1,
      amounts: { count: 3, total: "390.75", mean: "130.25", standardDeviation: "0.00" },
      amountsByCurrency: { EUR: { count: 2 }, USD: { count: 1 } },
      currencies: ["EUR", "USD"],
      accounts: ["A", "DE89370400440532013000"],
      risk: { LOW: 3, MEDIUM: 0, HIGH: 1 },
      reviewed: 1,
      recentLevels: ["LOW", "LOW", "LOW", "HIGH"],
      firstSeen: "2026-01-01T00:00:00.000Z",
      lastSeen: "2026-02-02T00:00:00.000Z",
      lastThirtyDays: { documents: 2, total: "260.50" },
      confidence: 0.42,
    });
  });

  test("is found by key, VAT number, name in any case, or a part of the name", async () => {
    await folder.ledger.remember([ledgerEntry({ vendorName: "Tech Supplies Co.", vendorKey: "vat:GB123456789" })]);
    for (const text of ["vat:GB123456789", "name:tech supplies co.", "gb 123456789", "TECH SUPPLIES CO.", "supplies"]) {
      expect(await vendor(text), text).toMatchObject({ vendorKey: "vat:GB123456789" });
    }
  });

  test("that several go by is ambiguous; its full name is not", async () => {
    await folder.ledger.remember([
      ledgerEntry({ vendorName: "Acme North", file: "/1" }),
      ledgerEntry({ vendorName: "Acme South", file: "/2" }),
      ledgerEntry({ vendorName: "Acme South", file: "/3" }),
    ]);
    const answer = await folder.insights.vendor("acme", now);
    expect(answer).toEqual({
      outcome: "ambiguous",
      candidates: expect.arrayContaining([
        { vendorKey: "name:acme south", name: "Acme South", documents: 2 },
        { vendorKey: "name:acme north", name: "Acme North", documents: 1 },
      ]),
    });
    expect(await vendor("acme north")).toMatchObject({ documents: 1 });
  });

  test("that nobody knows comes with the nearest names", async () => {
    await folder.ledger.remember([ledgerEntry({ vendorName: "TechSupplies" }), ledgerEntry({ vendorName: "Zzz" })]);
    expect(await folder.insights.vendor("TechSuplies", now)).toEqual({
      outcome: "unknown",
      nearest: [{ vendorKey: "name:techsupplies", name: "TechSupplies", documents: 1 }],
    });
    expect(await folder.insights.vendor("'; DROP TABLE ledger; --", now)).toMatchObject({ outcome: "unknown" });
    expect(await folder.insights.vendor("", now)).toMatchObject({ outcome: "unknown" });
  });

  async function vendor(text: string) {
    const answer = await folder.insights.vendor(text, now);
    if ("outcome" in answer) throw new Error(JSON.stringify(answer));
    return answer;
  }
});

describe("similar documents", () => {
  const query: SimilarityQuery = {
    documentKey: null,
    vendorKey: "name:acme",
    nameKey: "name:acme",
    vendorName: "Acme",
    baseAmount: "100.00",
    currency: "EUR",
    country: "DE",
    type: "invoice",
  };

  test("come best first, with what they have in common", async () => {
    await folder.ledger.remember([
      ledgerEntry({ file: "/far", baseAmount: "1000.00" }),
      ledgerEntry({ file: "/near", baseAmount: "90.00" }),
      ledgerEntry({ file: "/other", vendorName: "Qqqq", baseAmount: "100.00", currency: "USD", country: "FR" }),
      ledgerEntry({ file: "/alike", vendorName: "Acmee", baseAmount: "100.00" }),
    ]);
    const found = await folder.insights.similar(query, 3);
    expect(found.map(({ file }) => file)).toEqual(["/alike", "/near", "/far"]);
    expect(found[1]).toMatchObject({
      score: 0.97,
      baseAmount: "90",
      likeness: { vendor: 1, amount: 0.9, currency: true, country: true, type: true },
    });
  });

  test("leave the document itself out", async () => {
    const entry = ledgerEntry();
    await folder.ledger.remember([entry]);
    expect(await folder.insights.similar({ ...query, documentKey: entry.documentKey }, 5)).toEqual([]);
    expect(await folder.insights.similar(query, 5)).toHaveLength(1);
  });

  test("are found with hardly anything known", async () => {
    await folder.ledger.remember([ledgerEntry(), ledgerEntry({ file: "/2", baseAmount: null, vendorName: null })]);
    const unknown = {
      vendorKey: null,
      nameKey: null,
      vendorName: null,
      baseAmount: null,
      currency: null,
      country: null,
    };
    expect(await folder.insights.similar({ ...query, ...unknown }, 5)).toHaveLength(2);
    expect(await folder.insights.similar({ ...query, baseAmount: "not a number" }, 5)).toHaveLength(2);
  });
});
