import type { AmountSummary, Recommendation, RiskDistribution } from "@tidegate/invoices";

/** Label and value, aligned for reading. */
export function labelled(rows: readonly (readonly [label: string, value: string])[]): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${value}`).join("\n");
}

export function amountsLine({
  count,
  mean,
  median,
  lowerQuartile,
  upperQuartile,
  standardDeviation,
}: AmountSummary): string {
  if (count === 0) return "none";
  const spread = standardDeviation === null ? "" : `, standard deviation ${standardDeviation}`;
  return `mean ${mean}, median ${median}, half of them ${lowerQuartile} to ${upperQuartile}${spread} (${count})`;
}

export function riskLine({ HIGH, MEDIUM, LOW }: RiskDistribution): string {
  return `${HIGH} high, ${MEDIUM} medium, ${LOW} low`;
}

export function recommendationLines(recommendations: readonly Recommendation[]): string {
  if (recommendations.length === 0) return "";
  return `\n\nrecommended\n${recommendations.map(({ message }) => `- ${message}`).join("\n")}`;
}

export function percent(share: number | null): string {
  return share === null ? "-" : `${Math.round(share * 100)} %`;
}
