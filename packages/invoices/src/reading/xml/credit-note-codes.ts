/**
 * UNTDID 1001 codes of documents that give money back, as EN 16931's code list (and the French CTC extension: 502,
 * 503) allows them for credit notes.
 */
const creditNoteCodes: ReadonlySet<string> = new Set([
  "81",
  "83",
  "261",
  "262",
  "296",
  "308",
  "381",
  "396",
  "420",
  "458",
  "502",
  "503",
  "532",
]);

/** Whether a UNTDID 1001 document type code names a credit note. */
export function isCreditNoteCode(typeCode: string | null): boolean {
  return typeCode !== null && creditNoteCodes.has(typeCode);
}
