import { checkOptions, flag, integer, optional, type Rule } from "../options/check-options.js";

/** What a label says when there are more values than are told apart. */
const others = "other";

/**
 * Label values that come from outside: the first so many are told apart, the rest is one. A metrics server keeps a time
 * series for each value, for ever.
 */
export class BoundedLabels {
  private readonly most: number;
  private readonly known = new Set<string>();

  constructor(most: number) {
    this.most = most;
  }

  of(value: string): string {
    if (this.known.has(value)) return value;
    if (this.known.size >= this.most) return others;
    this.known.add(value);
    return value;
  }
}

/** Whether metrics tell calls' keys apart, and how many of them. */
export type KeyLabels = boolean | { readonly maxKeys?: number };

export const keyLabelsRule: Rule = (value) => (typeof value === "object" ? undefined : optional(flag)(value));

const defaultMaxKeys = 100;

/** @throws ResilienceError `INVALID_OPTION` */
export function keyLabels(owner: string, perKey: KeyLabels | undefined): BoundedLabels | undefined {
  if (perKey === undefined || perKey === false) return undefined;
  if (perKey === true) return new BoundedLabels(defaultMaxKeys);
  checkOptions(`${owner}: perKey`, perKey, { maxKeys: optional(integer(1, 100_000)) });
  return new BoundedLabels(perKey.maxKeys ?? defaultMaxKeys);
}
