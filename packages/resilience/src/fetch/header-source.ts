/** Headers as `fetch` has them (`Headers`), or as Node's servers do: an object with names in lower case. */
export type HeaderSource =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A field's value, several lines of it joined as RFC 9110, section 5.3, joins them. */
export function headerValue(headers: HeaderSource, name: string): string | undefined {
  if (typeof headers.get === "function") return headers.get(name) ?? undefined;
  const value: unknown = Reflect.get(headers, name.toLowerCase());
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "string" ? value : undefined;
}
