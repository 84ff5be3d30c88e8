export * from "./duplicates/index.js";
export * from "./memory/index.js";
export { ReadError, type ReadErrorCode } from "./model/error.js";
export type * from "./model/finding.js";
export type * from "./model/invoice.js";
export type * from "./model/result.js";
export type * from "./rates/port.js";
export * from "./reading/index.js";
export type * from "./vat/port.js";
