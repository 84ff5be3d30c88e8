import type { Recommendation, SimilarDocument } from "@tidegate/invoices";
import Table from "cli-table3";
import { printable } from "../printable.js";
import { percent, recommendationLines } from "./lines.js";

export function similarText(documents: readonly SimilarDocument[], recommendations: readonly Recommendation[]): string {
  if (documents.length === 0) return "nothing was processed before\n";
  const table = new Table({
    head: ["like", "vendor", "number", "date", "amount", "risk", "route", "file"],
    colAligns: ["right", "left", "left", "left", "right", "right", "left", "left"],
    style: { head: [], border: [] },
  });
  for (const document of documents) {
    table.push([
      percent(document.score),
      printable(document.vendorName ?? "-", 24),
      printable(document.number ?? "-", 18),
      document.issueDate ?? "-",
      `${document.payable ?? "?"} ${document.currency ?? "???"}`,
      `${document.riskPoints} ${document.riskLevel}`,
      document.route,
      printable(document.file.split("/").at(-1) ?? document.file, 28),
    ]);
  }
  return `${table}${recommendationLines(recommendations)}\n`;
}
