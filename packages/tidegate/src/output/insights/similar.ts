import type { Recommendation, SimilarDocument } from "@tidegate/invoices";
import { type PlainColumn, plainTable } from "../plain-table.js";
import { printable } from "../printable.js";
import { percent, recommendationLines } from "./lines.js";

export function similarText(documents: readonly SimilarDocument[], recommendations: readonly Recommendation[]): string {
  if (documents.length === 0) return "nothing was processed before\n";
  const rows = documents.map((document) => [
    percent(document.score),
    printable(document.vendorName ?? "-", 24),
    printable(document.number ?? "-", 18),
    document.issueDate ?? "-",
    `${document.payable ?? "?"} ${document.currency ?? "???"}`,
    `${document.riskPoints} ${document.riskLevel}`,
    document.route,
    printable(document.file.split("/").at(-1) ?? document.file, 28),
  ]);
  return `${plainTable(columns, rows)}${recommendationLines(recommendations)}\n`;
}

const columns: readonly PlainColumn[] = [
  { head: "like", align: "right" },
  { head: "vendor" },
  { head: "number" },
  { head: "date" },
  { head: "amount", align: "right" },
  { head: "risk", align: "right" },
  { head: "route" },
  { head: "file" },
];
