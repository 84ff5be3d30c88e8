import type { DocumentOutcome } from "../run/outcome.js";

/** A column of the flat forms (CSV, Parquet). `type` is the DuckDB type it has in Parquet. */
export interface Column {
  readonly name: string;
  readonly type: "VARCHAR" | "INTEGER" | "BOOLEAN" | "DATE" | "DECIMAL(38, 6)" | "DECIMAL(38, 12)";
  readonly value: (outcome: DocumentOutcome) => string | number | boolean | null;
}

type Enhanced = Extract<DocumentOutcome, { ok: true }>["result"];

/** The columns of a flat row, conversions as two columns a target currency. */
export function columnsFor(targets: readonly string[]): readonly Column[] {
  return [
    { name: "file", type: "VARCHAR", value: (o) => (o.ok ? o.result.invoice.source.file : o.file) },
    { name: "position", type: "INTEGER", value: (o) => (o.ok ? o.result.invoice.source.position : o.position) },
    enhanced("syntax", "VARCHAR", (r) => r.invoice.source.syntax),
    enhanced("type", "VARCHAR", (r) => r.invoice.type),
    enhanced("number", "VARCHAR", (r) => r.invoice.number),
    enhanced("issue_date", "DATE", (r) => r.invoice.issueDate),
    enhanced("due_date", "DATE", (r) => r.invoice.dueDate),
    enhanced("seller", "VARCHAR", (r) => r.invoice.seller.name),
    enhanced("seller_vat_id", "VARCHAR", (r) => r.invoice.seller.vatId),
    enhanced("seller_country", "VARCHAR", (r) => r.invoice.seller.country),
    enhanced("buyer", "VARCHAR", (r) => r.invoice.buyer.name),
    enhanced("currency", "VARCHAR", (r) => r.invoice.currency),
    enhanced("payable", "DECIMAL(38, 6)", (r) => r.invoice.totals.payable),
    ...targets.flatMap((target) => [
      enhanced(`amount_${target.toLowerCase()}`, "DECIMAL(38, 6)", (r) => r.conversions[target]?.amount ?? null),
      enhanced(`rate_${target.toLowerCase()}`, "DECIMAL(38, 12)", (r) => r.conversions[target]?.rate ?? null),
      enhanced(`rate_date_${target.toLowerCase()}`, "DATE", (r) => r.conversions[target]?.rateDate ?? null),
    ]),
    enhanced("vat_status", "VARCHAR", (r) => r.vat.seller?.status ?? null),
    enhanced("vat_reason", "VARCHAR", (r) => r.vat.seller?.reason ?? null),
    enhanced("risk_points", "INTEGER", (r) => Math.round(r.risk.score * 100)),
    enhanced("risk_level", "VARCHAR", (r) => r.risk.level),
    enhanced("risk_factors", "VARCHAR", (r) => r.risk.factors.map(({ code }) => code).join(" ")),
    enhanced("route", "VARCHAR", (r) => r.decision.route),
    enhanced("findings", "VARCHAR", (r) => r.findings.map(({ code }) => code).join(" ")),
    enhanced("degraded", "BOOLEAN", (r) => r.enhancement.degraded),
    enhanced("cost_usd", "DECIMAL(38, 6)", (r) => r.enhancement.costUsd),
    { name: "error_code", type: "VARCHAR", value: (o) => (o.ok ? null : o.code) },
    { name: "error_message", type: "VARCHAR", value: (o) => (o.ok ? null : o.message) },
  ];
}

function enhanced(
  name: string,
  type: Column["type"],
  value: (result: Enhanced) => string | number | boolean | null,
): Column {
  return { name, type, value: (outcome) => (outcome.ok ? value(outcome.result) : null) };
}
