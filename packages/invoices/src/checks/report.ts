import type { Finding, Severity } from "../model/finding.js";

/** Takes what a check noticed. `path` is in our own shape, `null` for the whole document. */
export type Report = (code: string, severity: Severity, path: string | null, message: string) => void;

/** Findings kept of one code. A document of very many lines that are all wrong says the same with these. */
const mostOfOneCode = 100;

/** A report and the list it fills, in the order of the checks. */
export function collectFindings(): { readonly findings: Finding[]; readonly report: Report } {
  const findings: Finding[] = [];
  const counts = new Map<string, number>();
  return {
    findings,
    report: (code, severity, path, message) => {
      const count = counts.get(code) ?? 0;
      counts.set(code, count + 1);
      if (count < mostOfOneCode) findings.push({ code, severity, message, path });
    },
  };
}
