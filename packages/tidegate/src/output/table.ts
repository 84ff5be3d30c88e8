import type { DocumentOutcome } from "../run/outcome.js";
import { type PlainColumn, plainTable } from "./plain-table.js";
import { printable } from "./printable.js";
import type { OutcomeWriter, TextSink } from "./writer.js";

type Enhanced = Extract<DocumentOutcome, { ok: true }>["result"];

/** More rows than a person reads; the rest is in the results file. */
export const tableRows = 200;

/** A table for people: a row a document, reasons under those that go to review. Printed when the run has ended. */
export function tableWriter(sink: TextSink, baseCurrency: string): OutcomeWriter {
  const kept: DocumentOutcome[] = [];
  let total = 0;
  return {
    write: (batch) => {
      total += batch.length;
      for (const outcome of batch) if (kept.length < tableRows) kept.push(outcome);
    },
    close: async () => {
      await sink.write(renderTable(kept, baseCurrency));
      if (total > kept.length) await sink.write(`.. and ${total - kept.length} more, in the results file\n`);
      await sink.close();
    },
  };
}

function renderTable(outcomes: readonly DocumentOutcome[], baseCurrency: string): string {
  if (outcomes.length === 0) return "";
  const rows = outcomes.map((outcome) => (outcome.ok ? rowOf(outcome.result, baseCurrency) : failedRow(outcome)));
  return `${plainTable(columnsIn(baseCurrency), rows)}\n${notesOf(outcomes)}`;
}

function columnsIn(baseCurrency: string): readonly PlainColumn[] {
  return [
    { head: "document" },
    { head: "number" },
    { head: "seller" },
    { head: "amount", align: "right" },
    { head: baseCurrency, align: "right" },
    { head: "VAT" },
    { head: "risk", align: "right" },
    { head: "route" },
  ];
}

function rowOf({ invoice, conversions, vat, risk, decision }: Enhanced, baseCurrency: string): string[] {
  const converted = conversions[baseCurrency];
  return [
    documentName(invoice.source.file, invoice.source.position),
    printable(invoice.number ?? "-", 14),
    printable(invoice.seller.name ?? "-", 22),
    `${invoice.type === "credit-note" ? "credit " : ""}${invoice.totals.payable ?? "?"} ${printable(invoice.currency ?? "???", 3)}`,
    converted ? `${converted.amount}${converted.stale ? "*" : ""}` : "-",
    vat.seller?.status ?? "-",
    `${Math.round(risk.score * 100)} ${risk.level}`,
    decision.route,
  ];
}

function failedRow(outcome: Extract<DocumentOutcome, { ok: false }>): string[] {
  return [documentName(outcome.file, outcome.position), "-", "-", "-", "-", "-", "-", `failed: ${outcome.code}`];
}

function documentName(file: string, position: number): string {
  const name = printable(file.split("/").at(-1) ?? file, 28);
  return position > 0 ? `${name} #${position + 1}` : name;
}

/** Under the table: why documents go to review, why some failed, and what the star means. */
function notesOf(outcomes: readonly DocumentOutcome[]): string {
  const notes: string[] = [];
  for (const outcome of outcomes) {
    if (!outcome.ok) notes.push(`failed  ${printable(outcome.file)}: ${printable(outcome.message, 300)}`);
    else if (outcome.result.decision.route === "review") {
      const { source, number } = outcome.result.invoice;
      const reasons = outcome.result.decision.reasons.map((reason) => printable(reason, 300)).join("; ");
      notes.push(`review  ${printable(number ?? documentName(source.file, source.position), 40)}: ${reasons}`);
    }
  }
  if (outcomes.some((outcome) => outcome.ok && Object.values(outcome.result.conversions).some(({ stale }) => stale))) {
    notes.push("*       converted at a stale or bundled rate: the day's own could not be had");
  }
  return notes.length > 0 ? `\n${notes.join("\n")}\n` : "";
}
