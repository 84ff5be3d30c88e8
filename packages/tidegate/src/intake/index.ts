export { openDocuments } from "./open-documents.js";
export { PathError } from "./path-error.js";
