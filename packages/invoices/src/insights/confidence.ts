/** With so many documents, half of what more of them could tell is known. */
const halfKnownAt = 5;
/** What was learnt loses half of its weight in so many days. */
const halfLifeDays = 180;

/**
 * How far what memory says of a vendor can be trusted, 0 to 1: `n / (n + 5) * 2^(-days / 180)` for n documents, the last
 * of them seen `days` ago. Ten documents seen today give 0.67, the same half a year later 0.33.
 */
export function vendorConfidence(documents: number, daysSinceLastSeen: number): number {
  const known = documents / (documents + halfKnownAt);
  return Math.round(known * 2 ** (-Math.max(daysSinceLastSeen, 0) / halfLifeDays) * 100) / 100;
}
