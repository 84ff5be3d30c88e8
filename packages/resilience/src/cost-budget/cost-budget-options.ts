import type { CallContext } from "../call/context.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import type { PerKey } from "../keys/per-key.js";
import {
  callable,
  checkOptions,
  clock,
  either,
  integer,
  milliseconds,
  oneOf,
  optional,
  text,
} from "../options/check-options.js";
import { withDefaults } from "../options/live-settings.js";

/** All amounts are whole numbers of one small unit, such as a millionth of a dollar: sums of them are exact. */
export interface CostBudgetOptions {
  /** Names the policy in events and errors. Default `"cost-budget"`. */
  readonly name?: string;
  /** What calls may cost together, in units, 0 to 2^53 - 1; with `perKey`, for each key. */
  readonly limit: number;
  /** The most that running the work once can cost, in units; fractions count as the next whole unit. */
  readonly costPerCall: number | ((context: CallContext) => number);
  /**
   * What it did cost, from how it ended; the rest of `costPerCall` is given back. Default: all of it. What is no amount
   * counts as all of it, too.
   */
  readonly actualCost?: (result: PromiseSettledResult<unknown>) => number;
  /** What was spent is forgotten after this long. Default: never. */
  readonly periodMs?: number;
  /**
   * `sliding` (default): no `periodMs` ever sees more than `limit`; `fixed`: a new budget every `periodMs`, counted from
   * the start, so that a window's end and the next one's beginning can see twice the limit.
   */
  readonly window?: "sliding" | "fixed";
  /** Names the unit in events and errors. Default `"units"`. */
  readonly unit?: string;
  readonly perKey?: PerKey;
  readonly clock?: Clock;
}

const amount = integer(0, Number.MAX_SAFE_INTEGER);

const rules = {
  name: optional(text),
  limit: amount,
  costPerCall: either(amount, callable),
  actualCost: optional(callable),
  periodMs: optional(milliseconds(1)),
  window: optional(oneOf("sliding", "fixed")),
  unit: optional(text),
  perKey: () => undefined,
  clock: optional(clock),
};

/** @throws ResilienceError `INVALID_OPTION` */
export function readCostBudgetOptions(options: CostBudgetOptions) {
  checkOptions("costBudget", options, rules);
  return withDefaults(options, { name: "cost-budget", window: "sliding", unit: "units", clock: systemClock });
}

/** The amount in whole units, or nothing when it is none. */
export function wholeUnits(value: unknown): number | undefined {
  const units = typeof value === "number" ? Math.ceil(value) : Number.NaN;
  return amount(units) === undefined ? units : undefined;
}
