import type { Recommendation, SessionInsight } from "@tidegate/invoices";
import { labelled, percent, recommendationLines, riskLine } from "./lines.js";

export function sessionText(session: SessionInsight, recommendations: readonly Recommendation[]): string {
  const { baseCurrency, currencies } = session;
  const took = session.durationMs === null ? "did not end" : `took ${(session.durationMs / 1000).toFixed(1)} s`;
  const rows: [string, string][] = [
    ["session", session.id],
    ["started", `${session.startedAt}, ${took}`],
    ["arguments", session.arguments.join(" ")],
    ["documents", `${session.documents}, ${session.failed} failed (success ${percent(session.successRate)})`],
    ["total", `${session.total} ${baseCurrency}, average ${session.average ?? "-"}`],
    ["vendors", String(session.vendors)],
    [
      "currencies",
      Object.entries(currencies)
        .map(([code, count]) => `${code} ${count}`)
        .join(", ") || "none",
    ],
    ["risk", `${riskLine(session.risk)}; ${session.reviewed} to review`],
    ["degraded", String(session.degraded)],
    ["cost", `${session.costUsd} USD, ${session.savedUsd} USD saved by ${session.cacheHits} cached answers`],
  ];
  return `${labelled(rows)}${recommendationLines(recommendations)}\n`;
}

export function sessionsText(sessions: readonly SessionInsight[]): string {
  if (sessions.length === 0) return "no sessions yet; tidegate enhance makes one\n";
  return `${labelled(
    sessions.map(({ id, documents, failed, reviewed, total, baseCurrency }) => [
      id,
      `${documents} documents, ${failed} failed, ${reviewed} to review, ${total} ${baseCurrency}`,
    ]),
  )}\n`;
}
