import type { EarlierDocument } from "../memory/port.js";
import type { DuplicateKind, DuplicateMatch } from "./find-duplicates.js";

/** More links than this help nobody; the rest is counted. */
const shown = 3;

/**
 * The matches of one kind in words, each with where the earlier document is; `null` where there is none.
 *
 * @example describeDuplicates(matches, "exact")
 * // "same vendor and number A-17, amount and date too (inbox/a.json)"
 */
export function describeDuplicates(matches: readonly DuplicateMatch[], kind: DuplicateKind): string | null {
  const ofKind = matches.filter((match) => match.kind === kind);
  if (ofKind.length === 0) return null;
  const named = ofKind.slice(0, shown).map(({ why, earlier }) => `${why} (${placeOf(earlier)})`);
  const more = ofKind.length > shown ? [`and ${ofKind.length - shown} more`] : [];
  return [...named, ...more].join("; ");
}

function placeOf({ file, position }: EarlierDocument): string {
  return position > 0 ? `${file}, document ${position + 1}` : file;
}
