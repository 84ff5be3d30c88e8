import { distance, type Resemblance, resemblance } from "../duplicates/resemblance.js";
import type { EarlierDocument, RecallQuery } from "./port.js";

/** More than these resembling a document in one way say nothing more about it. */
export const mostCandidates = 20;

/**
 * Those of the documents that resemble the one asked about, at most 20 of each way: same number first, oldest first;
 * then near ones, nearest first; then the same number elsewhere. `documents` come in the order they were first seen.
 */
export function rankCandidates(query: RecallQuery, documents: Iterable<EarlierDocument>): readonly EarlierDocument[] {
  const found: Record<Resemblance, EarlierDocument[]> = { "same-number": [], near: [], "same-number-elsewhere": [] };
  for (const document of documents) {
    const way = resemblance(query, document);
    if (way !== null) found[way].push(document);
  }
  const near = found.near.length < 2 ? found.near : nearestFirst(query, found.near);
  return [found["same-number"], near, found["same-number-elsewhere"]].flatMap((ways) => ways.slice(0, mostCandidates));
}

function nearestFirst(query: RecallQuery, documents: readonly EarlierDocument[]): EarlierDocument[] {
  return documents
    .map((document) => ({ document, distance: distance(query, document) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ document }) => document);
}
