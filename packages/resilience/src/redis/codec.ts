/** How values become text in Redis and values again. */
export interface CacheCodec {
  /** @throws when `value` can not be encoded without loss; it is then not stored */
  encode(value: unknown): string;
  decode(text: string): unknown;
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
};

/** What JSON would drop or change without saying so; `undefined` as a property is dropped, which reads the same. */
function lossIn(value: unknown, key: string): string | undefined {
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  if (typeof value === "bigint") return "a bigint";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "object" && value !== null && !isPlain(value)) {
    return `a ${value.constructor?.name ?? "class instance"}`;
  }
  return value === undefined && /^\d+$/.test(key) ? "undefined in an array" : undefined;
}

/** JSON for what JSON keeps: plain objects, arrays, strings, finite numbers, booleans, null, and `undefined` itself. */
export const jsonCodec: CacheCodec = Object.freeze({
  encode(value: unknown): string {
    if (value === undefined) return "";
    return JSON.stringify(value, function (this: unknown, key: string, shown: unknown) {
      // A `toJSON` has already been called: the owner still has what it was called on.
      const original: unknown = typeof this === "object" && this !== null ? Reflect.get(this, key) : shown;
      const loss = lossIn(original, Array.isArray(this) ? key : "");
      if (loss !== undefined)
        throw new TypeError(`JSON can not keep ${loss} (at ${key || "the value"}); give a codec.`);
      return shown;
    });
  },
  decode: (text: string): unknown => (text === "" ? undefined : JSON.parse(text)),
});
