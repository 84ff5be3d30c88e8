/** What JSON can hold. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

/** Deeper than any policy's settings; it ends what refers to itself. */
const deepest = 6;

/** Of a list or a map only so many: a breaker may have 10,000 keys, and a dashboard is asked for often. */
const mostElements = 100;

function ofNumber(value: number): Plain {
  return Number.isFinite(value) ? value : String(value);
}

function ofEntries(entries: Iterable<readonly [unknown, unknown]>, depth: number): Plain {
  const plain: Record<string, Plain> = {};
  let seen = 0;
  for (const [name, value] of entries) {
    seen += 1;
    if (seen > mostElements) return { ...plain, "...": "and more" };
    const data = ofValue(value, depth);
    if (data !== undefined) plain[String(name)] = data;
  }
  return plain;
}

function ofObject(value: object, depth: number): Plain | undefined {
  if (depth >= deepest) return undefined;
  if (value instanceof Date) return ofNumber(value.getTime());
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Map) return ofEntries(value, depth + 1);
  if (Array.isArray(value) || value instanceof Set) {
    return [...value].slice(0, mostElements).map((element) => ofValue(element, depth + 1) ?? null);
  }
  return ofEntries(Object.entries(value), depth + 1);
}

function ofValue(value: unknown, depth: number): Plain | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return ofNumber(value);
    case "bigint":
      return String(value);
    case "object":
      return value === null ? null : ofObject(value, depth);
    default:
      return undefined;
  }
}

/**
 * A copy of `record` that JSON can hold, without functions and without clocks: what a dashboard shows. What JSON has no
 * number for (`Infinity`) is said in words.
 */
export function plainData(record: object): Readonly<Record<string, Plain>> {
  const entries = Object.entries(record).filter(([name]) => name !== "clock");
  return ofEntries(entries, 0) as Readonly<Record<string, Plain>>;
}
