export { judgeBatch } from "./judge.js";
export { type PreparedDocument, prepareDocument } from "./prepare.js";
export type { EnhancementClock, EnhancementSettings } from "./settings.js";
