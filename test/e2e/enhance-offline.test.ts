import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EnhancedInvoice } from "@tidegate/invoices";
import { beforeAll, describe, expect, it } from "vitest";
import { type Finished, jsonLines, runTidegate, scratchFolder } from "./run-tidegate.js";

type Line =
  | EnhancedInvoice
  | { readonly error: { readonly code: string; readonly message: string; readonly file: string } };

const isResult = (line: Line): line is EnhancedInvoice => "invoice" in line;
const byNumber = (lines: readonly Line[], number: string) =>
  lines.filter(isResult).find(({ invoice }) => invoice.number === number);

describe("tidegate enhance samples --offline", () => {
  let first: Finished;
  let lines: readonly Line[];
  let data: string;

  beforeAll(async () => {
    data = join(await scratchFolder(), "data");
    first = await runTidegate(["enhance", "samples", "--offline", "--format", "jsonl", "--data", data]);
    lines = jsonLines<Line>(first.stdout);
  });

  it("enhances every sample but the broken one, and says so in its exit code", () => {
    const errors = lines.filter((line) => !isResult(line));
    expect(errors).toEqual([
      {
        error: { code: "XML-MALFORMED", message: expect.any(String), file: "samples/broken-invoice.xml", position: 0 },
      },
    ]);
    expect(lines.filter(isResult).length).toBeGreaterThanOrEqual(12);
    expect(first.exitCode).toBe(3);
  });

  it("reads every syntax there is a sample of", () => {
    const syntaxes = new Set(lines.filter(isResult).map(({ invoice }) => invoice.source.syntax));
    expect([...syntaxes].sort()).toEqual(["cii", "csv", "json", "pdf", "ubl"]);
  });

  it("scores the published example as published", () => {
    expect(byNumber(lines, "INV-2024-001")).toMatchObject({
      invoice: { currency: "EUR", totals: { payable: "15000.00" }, seller: { name: "TechSupplies Co." } },
      vat: { seller: { number: "GB123456789", status: "invalid", reason: "checksum", confidence: 1 } },
      risk: { score: 0.5, level: "MEDIUM", requiresReview: true },
      decision: { route: "review" },
    });
  });

  it("finds the duplicate, with a link, and the changed bank account", () => {
    const duplicate = byNumber(lines, "inv 2024-002");
    expect(duplicate?.findings.find(({ code }) => code === "DUPLICATE-EXACT")?.message).toContain(
      "samples/cloudservices.json",
    );
    const reviewed = lines
      .filter(isResult)
      .filter(({ risk }) => risk.factors.some(({ code }) => code === "ACCOUNT-CHANGED"));
    expect(reviewed.map(({ invoice }) => invoice.seller.name)).toEqual(["Nordlicht Solartechnik GmbH"]);
  });

  it("says that a bundled rate is stale and what could not be known", () => {
    const result = byNumber(lines, "INV-2024-001");
    expect(result?.conversions.USD).toMatchObject({ source: "bundled", stale: true });
    expect(result?.enhancement).toMatchObject({ degraded: true, servicesUsed: [] });
    const verifiable = lines.filter(isResult).filter(({ vat }) => vat.seller?.checks.checksum === true);
    expect(new Set(verifiable.map(({ vat }) => vat.seller?.status))).toEqual(new Set(["unverified"]));
  });

  it("gives the same answers again, and finds no duplicates in documents it knows", async () => {
    const second = await runTidegate(["enhance", "samples", "--offline", "--format", "jsonl", "--data", data]);
    const judgement = (line: Line) => (isResult(line) ? [line.invoice, line.risk, line.decision, line.findings] : line);
    expect(jsonLines<Line>(second.stdout).map(judgement)).toEqual(lines.map(judgement));
  });

  it("tells what it learnt about a vendor, a session and similar documents", async () => {
    const ask = async (...words: string[]) =>
      JSON.parse((await runTidegate(["insights", ...words, "--offline", "--data", data, "--format", "json"])).stdout);
    const [vendor, session, similar] = await Promise.resolve().then(async () => [
      await ask("vendor", "nordlicht"),
      await ask("session", "last"),
      await ask("similar", "samples/techsupplies.json"),
    ]);
    expect(vendor).toMatchObject({ name: "Nordlicht Solartechnik GmbH", documents: 3, creditNotes: 1 });
    expect(session).toMatchObject({ documents: lines.length, failed: 1 });
    expect(similar.documents[0]).toMatchObject({ number: "INV-2024-001" });
  });
});

describe("tidegate enhance", () => {
  it("gives findings, not a crash, for a document of nonsense", async () => {
    const stdin = '{"amount":"not_a_number","currency":"INVALID_CURRENCY","vat_number":"CLEARLY_INVALID"}';
    const { exitCode, stdout } = await runTidegate(
      ["enhance", "-", "--offline", "--format", "jsonl", "--data", ":memory:"],
      { stdin },
    );
    const [result] = jsonLines<EnhancedInvoice>(stdout);
    expect(exitCode).toBe(0);
    expect(result?.findings.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["totals.payable", "currency", "seller.vatId"]),
    );
    expect(result).toMatchObject({ vat: { seller: { status: "invalid" } }, decision: { route: "review" } });
  });

  it("prints a table and keeps a results file beside it", async () => {
    const data = join(await scratchFolder(), "data");
    const { stdout, stderr } = await runTidegate(["enhance", "samples/techsupplies.json", "--offline", "--data", data]);
    expect(stdout).toMatch(/techsupplies\.json\s+INV-2024-001\s+TechSupplies Co\.\s+15000\.00 EUR/);
    const resultsFile = /results: (.+\.jsonl)/.exec(stderr)?.[1];
    expect(jsonLines<EnhancedInvoice>(await readFile(resultsFile ?? "", "utf8"))[0]?.invoice.number).toBe(
      "INV-2024-001",
    );
  });

  it("writes CSV and Parquet by the name of the output file", async () => {
    const folder = await scratchFolder();
    const enhance = (output: string) =>
      runTidegate(["enhance", "samples/techsupplies.json", "--offline", "--data", ":memory:", "--output", output]);
    await Promise.all([enhance(join(folder, "out.csv")), enhance(join(folder, "out.parquet"))]);
    const [header, row] = (await readFile(join(folder, "out.csv"), "utf8")).split("\n");
    expect(header?.split(",").slice(0, 5)).toEqual(["file", "position", "syntax", "type", "number"]);
    expect(row).toContain("samples/techsupplies.json,0,json,invoice,INV-2024-001");
    expect((await readFile(join(folder, "out.parquet"))).subarray(0, 4).toString()).toBe("PAR1");
  });

  it("prints nothing on standard error when told to be quiet", async () => {
    const { stderr } = await runTidegate([
      ...["enhance", "samples/techsupplies.json", "--offline", "--quiet", "--data", ":memory:"],
    ]);
    expect(stderr).toBe("");
  });

  it.each([
    [["enhance"], /missing required argument/],
    [["enhance", "nowhere.json"], /nowhere\.json/],
    [["enhance", "samples", "--format", "xml"], /Allowed choices are table, json, jsonl, csv, parquet/],
    [["enhance", "samples", "--output", "results.doc"], /--format/],
    [["enhance", "samples", "--targets", "EURO"], /ISO 4217/],
    [["enhance", "samples/quarterly-purchases.csv", "--map", "vendor"], /vendor/],
    [["vat"], /tidegate vat/],
    [["convert", "ten", "EUR", "USD"], /decimal/],
    [["nonsense"], /unknown command/],
  ])("%j is a wrong call: exit code 2 and a way out", async (words, message) => {
    const { exitCode, stderr } = await runTidegate([...words, ...(words.length > 1 ? ["--data", ":memory:"] : [])]);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
  });

  it("names the variable of a setting that is wrong", async () => {
    const { exitCode, stderr } = await runTidegate(["enhance", "samples"], {
      environment: { TIDEGATE_ECB_URL: "ftp://x" },
    });
    expect(stderr).toContain("TIDEGATE_ECB_URL");
    expect(exitCode).toBe(2);
  });

  it("refuses a data folder that another process has, naming it", async () => {
    const folder = await scratchFolder();
    const slow = join(folder, "slow.jsonl");
    await writeFile(slow, `{"invoice_id":"1","vendor":"A","amount":1,"currency":"EUR"}\n`.repeat(60_000));
    const data = join(folder, "data");
    const [one, other] = await Promise.all([
      runTidegate(["enhance", slow, "--offline", "--quiet", "--output", join(folder, "a.jsonl"), "--data", data]),
      runTidegate(["enhance", slow, "--offline", "--quiet", "--output", join(folder, "b.jsonl"), "--data", data]),
    ]);
    const refused = one.exitCode === 0 ? other : one;
    expect([one.exitCode, other.exitCode].sort()).toEqual([0, 1]);
    expect(refused.stderr).toContain(`${data} is in use by another tidegate process`);
  });
});
