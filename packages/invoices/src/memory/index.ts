export { type DocumentIdentity, documentKey } from "./document-key.js";
export { earlierDocument } from "./earlier-document.js";
export { inMemoryMemory } from "./in-memory.js";
export type * from "./port.js";
export { mostCandidates, rankCandidates } from "./rank-candidates.js";
export { pairKey, VendorIndex } from "./vendor-index.js";
export { mostAccounts, VendorStatistics } from "./vendor-statistics.js";
export { WorkingSet } from "./working-set.js";
