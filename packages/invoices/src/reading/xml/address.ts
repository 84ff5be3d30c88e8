/** A postal address on one line, for people: its parts in the order given, without the empty ones. */
export function addressLine(...parts: readonly (string | null)[]): string | null {
  const present = parts.filter((part) => part !== null);
  return present.length === 0 ? null : present.join(", ");
}

/** A postal code and the city that follows it. */
export function postalTown(code: string | null, city: string | null): string | null {
  return code === null || city === null ? (code ?? city) : `${code} ${city}`;
}
