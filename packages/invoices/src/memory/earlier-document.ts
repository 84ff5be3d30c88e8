import type { EarlierDocument } from "./port.js";

/** What of an entry is told of it as an earlier document. */
export function earlierDocument(entry: EarlierDocument): EarlierDocument {
  const { documentKey, file, position, type, number, numberKey } = entry;
  const { vendorKey, nameKey, vendorName, issueDate, currency, payable } = entry;
  return {
    documentKey,
    file,
    position,
    type,
    number,
    numberKey,
    vendorKey,
    nameKey,
    vendorName,
    issueDate,
    currency,
    payable,
  };
}
