export { amountBucket, dateBucket } from "./amount-bucket.js";
export { type DocumentIdentity, documentKey } from "./document-key.js";
export { inMemoryMemory } from "./in-memory.js";
export type * from "./port.js";
export { mostCandidates, rankCandidates } from "./rank-candidates.js";
export { pairKey, VendorIndex } from "./vendor-index.js";
export { isRound, mostAccounts, VendorStatistics } from "./vendor-statistics.js";
export { WorkingSet } from "./working-set.js";
