export { type DataFolder, openDataFolder } from "./data-folder.js";
export type { VendorCandidate } from "./insights/find-vendor.js";
export type { VendorAnswer } from "./insights/vendor-insight.js";
