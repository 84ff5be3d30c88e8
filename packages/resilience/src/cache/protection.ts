/** Whether the value itself is handed out, or a copy of it each time. */
export interface ProtectedValue {
  readonly value: unknown;
  readonly copied: boolean;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Built-in objects whose content `Object.freeze` does not reach. */
const isUnfreezable = (value: object): boolean =>
  value instanceof Date ||
  value instanceof Map ||
  value instanceof Set ||
  value instanceof ArrayBuffer ||
  ArrayBuffer.isView(value);

/** Every object reachable through own properties, each once; a loop, so that depth costs no stack. */
function reachable(root: object): Set<object> {
  const found = new Set<object>([root]);
  for (const owner of found) {
    if (isUnfreezable(owner)) continue;
    for (const child of Object.values(owner)) if (isObject(child)) found.add(child);
  }
  return found;
}

function copyOf(value: unknown): ProtectedValue {
  try {
    return { value: structuredClone(value), copied: true };
  } catch {
    // It holds something that can not be copied, a function for one: shared as it is.
    return { value, copied: false };
  }
}

/**
 * Makes sure that no caller can change what the next one gets: what consists of plain data is frozen in place, once, and
 * then shared for free; what can not be frozen is kept as a copy of which each caller gets a copy.
 */
export function protect(value: unknown): ProtectedValue {
  if (!isObject(value)) return { value, copied: false };
  const objects = reachable(value);
  for (const object of objects) if (isUnfreezable(object)) return copyOf(value);
  for (const object of objects) Object.freeze(object);
  return { value, copied: false };
}

export const handOut = ({ value, copied }: ProtectedValue): unknown => (copied ? structuredClone(value) : value);
