export { describeDuplicates } from "./describe-duplicates.js";
export { type DuplicateKind, type DuplicateMatch, duplicateKinds, findDuplicates } from "./find-duplicates.js";
export { numberKey } from "./number-key.js";
export { amountTolerance, dateToleranceDays, type Resemblance, resemblance } from "./resemblance.js";
