const alreadyKey = /^[A-Z0-9]+$/;
const iban = /^IBAN(?=[A-Z]{2}\d{2})/;

/**
 * An account's identity: upper case, letters and digits only, without a leading `IBAN`.
 *
 * @example accountKey("IBAN: de89 3704 0044 0532 0130 00") // "DE89370400440532013000"
 */
export function accountKey(id: string): string {
  if (alreadyKey.test(id) && !id.startsWith("IBAN")) return id;
  return id
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, "")
    .replace(iban, "");
}
