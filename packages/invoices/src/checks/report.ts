import type { Finding, Severity } from "../model/finding.js";

/** Takes what a check noticed. `path` is in our own shape, `null` for the whole document. */
export type Report = (code: string, severity: Severity, path: string | null, message: string) => void;

/** A report and the list it fills, in the order of the checks. */
export function collectFindings(): { readonly findings: Finding[]; readonly report: Report } {
  const findings: Finding[] = [];
  return {
    findings,
    report: (code, severity, path, message) => {
      findings.push({ code, severity, message, path });
    },
  };
}
