import { plainText } from "../text/plain-text.js";

/** A registry's word on a VAT number. There is no third value: whatever is no verdict is a `ServiceError`. */
export interface RegistryVerdict {
  readonly valid: boolean;
  readonly name: string | null;
  /** Lines joined with a line feed. */
  readonly address: string | null;
  /** The registry's proof that it was asked, where the requester's own number is set. */
  readonly consultationNumber: string | null;
  /** When the registry answered, ISO 8601 in UTC. */
  readonly checkedAt: string;
}

/** A registered name or address; `null` where the registry withholds it, which VIES writes `---`. */
export function registeredText(text: string | null | undefined): string | null {
  const plain = plainText(text);
  return plain === null || /^-+$/.test(plain) ? null : plain;
}

/** A registry's own time of the answer in ISO form; `null` where it is no time. */
export function registryTime(text: string | undefined): string | null {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
