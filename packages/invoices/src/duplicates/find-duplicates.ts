import type { EarlierDocument, RecallQuery } from "../memory/port.js";
import { daysApart, resemblance } from "./resemblance.js";

/** How sure a match is: the same number of the same vendor, much the same invoice, or the same under another vendor. */
export type DuplicateKind = "exact" | "likely" | "other-vendor";

export interface DuplicateMatch {
  readonly kind: DuplicateKind;
  readonly earlier: EarlierDocument;
  /** What agrees, and what does not, in words for the reviewer. */
  readonly why: string;
}

/** Shorter numbers (`1`, `001`, `24`) meet under two vendors by chance, with the same round amount too. */
const shortestTellingNumber = 4;
/** Surest first. */
export const duplicateKinds: readonly DuplicateKind[] = ["exact", "likely", "other-vendor"];

/**
 * Which of the earlier documents a document may be a duplicate of, surest first. A credit note is no duplicate of the
 * invoice it corrects, but may be one of another credit note; the same document processed again is none.
 */
export function findDuplicates(document: RecallQuery, earlier: readonly EarlierDocument[]): readonly DuplicateMatch[] {
  if (earlier.length === 0) return [];
  const matches: DuplicateMatch[] = [];
  for (const candidate of earlier) {
    const match = compare(document, candidate);
    if (match !== null) matches.push(match);
  }
  return matches.sort((a, b) => duplicateKinds.indexOf(a.kind) - duplicateKinds.indexOf(b.kind));
}

function compare(document: RecallQuery, earlier: EarlierDocument): DuplicateMatch | null {
  switch (resemblance(document, earlier)) {
    case "same-number":
      return {
        kind: "exact",
        earlier,
        why: `same vendor and number ${earlier.number}${differences(document, earlier)}`,
      };
    case "near":
      return { kind: "likely", earlier, why: `same vendor, ${likeness(document, earlier)}, number ${earlier.number}` };
    case "same-number-elsewhere":
      if ((document.numberKey ?? "").length < shortestTellingNumber) return null;
      return {
        kind: "other-vendor",
        earlier,
        why: `same number ${earlier.number} and amount ${earlier.payable} ${earlier.currency} under ${earlier.vendorName ?? "another vendor"}`,
      };
    case null:
      return null;
  }
}

function differences(document: RecallQuery, earlier: EarlierDocument): string {
  const found: string[] = [];
  if (document.payable !== earlier.payable || document.currency !== earlier.currency) {
    found.push(`amount was ${earlier.payable ?? "missing"} ${earlier.currency ?? ""}`.trim());
  }
  if (document.issueDate !== earlier.issueDate) found.push(`date was ${earlier.issueDate ?? "missing"}`);
  return found.length === 0 ? ", amount and date too" : `; ${found.join(", ")}`;
}

function likeness(document: RecallQuery, earlier: EarlierDocument): string {
  const amount =
    document.payable === earlier.payable ? "same amount" : `amount within 1 % (${earlier.payable} ${earlier.currency})`;
  const days = daysApart(document.issueDate, earlier.issueDate) ?? 0;
  return days === 0 ? `${amount}, same date` : `${amount}, ${days} ${days === 1 ? "day" : "days"} apart`;
}
