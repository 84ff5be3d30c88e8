export type { PersistedCaches } from "./cache/persisted-caches.js";
export { type DataFolder, openDataFolder } from "./data-folder.js";
export type { VendorCandidate } from "./insights/find-vendor.js";
export type { Insights } from "./insights/insights.js";
export type { VendorAnswer } from "./insights/vendor-insight.js";
export type { StoredPublication } from "./rates/rate-series.js";
export type { RateStore } from "./rates/rate-store.js";
export type { SessionEnd, SessionStart } from "./sessions/sessions.js";
export { StorageError, type StorageErrorCode } from "./storage-error.js";
