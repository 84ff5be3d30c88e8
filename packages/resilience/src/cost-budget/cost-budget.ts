import type { Call } from "../call/call.js";
import type { CallContext } from "../call/context.js";
import { answer, type Outcome } from "../call/outcome.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { type ResilienceError, refusal } from "../errors/resilience-error.js";
import { KeyedStates } from "../keys/keyed-states.js";
import { refuseOptions } from "../options/check-options.js";
import { liveSettings } from "../options/live-settings.js";
import { type Layer, settle } from "../pipeline/layer.js";
import { livePolicy } from "../pipeline/live-policy.js";
import type { LivePolicy } from "../pipeline/policy.js";
import { type CostBudgetOptions, readCostBudgetOptions, wholeUnits } from "./cost-budget-options.js";
import { SpendWindow } from "./spend-window.js";

/** Amounts in units. */
export interface CostState {
  readonly spent: number;
  /** For work that runs: the most that it can cost. */
  readonly reserved: number;
  readonly remaining: number;
}

export interface CostBudget extends LivePolicy<CostBudgetOptions> {
  /** In this period, of all keys together. */
  readonly spent: number;
  readonly reserved: number;
  /** What is left; with `perKey`, of the key that has least left. */
  readonly remaining: number;
  /** What answers that needed no work, a cache's, would have cost since the start; 0 unless the budget is outside of it. */
  readonly saved: number;
  stateOf(key?: string): CostState;
}

/** One call on its way; it tells whether its work was run. */
interface Passage {
  begun: boolean;
  /** What was counted as saved, because the answer came first. */
  saved: number | undefined;
}

/**
 * A hard limit on what calls cost. It pays for the work itself, each time it is run: the most it can cost is reserved
 * before, so that calls that run together can not overrun the limit, and settled with what it did cost. So retries and
 * hedges are all paid for wherever the budget stands, and refusals and cached answers cost nothing. Outside of a cache it
 * also counts what the cache saves.
 *
 * Only work that costs more than the `costPerCall` it was said to can overrun the limit, by that difference: it is
 * charged in full.
 *
 * @throws ResilienceError `INVALID_OPTION`; calls reject with `COST_BUDGET_EXHAUSTED`, and with `retryAfterMs` when the
 *   period will have room again
 * @example
 * const budget = costBudget({ limit: 5_000_000, costPerCall: 2_500, unit: "micro-USD", periodMs: 86_400_000 });
 * const answers = pipeline(budget, cache({ ttlMs: 60_000 }), retry());
 * console.log(budget.spent, budget.remaining, budget.saved);
 */
export function costBudget(options: CostBudgetOptions): CostBudget {
  const live = liveSettings("costBudget", options, readCostBudgetOptions);
  const { name, clock, perKey, window, periodMs } = live.current;
  const totals = { charged: 0, calls: 0, refused: 0, saved: 0, free: 0 };

  /** Without a period nothing depends on the time, and no clock is read. */
  const now = (): number => (periodMs === undefined ? 0 : clock.now());

  const accounts = new KeyedStates<SpendWindow>("costBudget", {
    perKey,
    clock,
    create: () => new SpendWindow({ periodMs, window }, now()),
    // A key with anything spent stays: forgetting it would give it a second budget.
    mayForget: (account) => committed(account) === 0,
  });

  function committed(account: SpendWindow): number {
    const at = now();
    return account.spent(at) + account.reserved(at);
  }

  const left = (account: SpendWindow): number => Math.max(0, live.current.limit - committed(account));

  function mostItCanCost(context: CallContext): number {
    const { costPerCall } = live.current;
    if (typeof costPerCall === "number") return costPerCall;
    const cost = costPerCall(context);
    return wholeUnits(cost) ?? refuseOptions("costBudget", `costPerCall must give an amount of 0 or more, not ${cost}`);
  }

  function refuse(key: string | undefined, cost: number, account: SpendWindow | undefined): ResilienceError {
    const { limit, unit } = live.current;
    const remaining = account === undefined ? 0 : left(account);
    const retryAfterMs =
      account === undefined || cost > limit ? undefined : account.forgotten(committed(account) + cost - limit, now());
    totals.refused += 1;
    if (observed()) emit({ type: "cost.rejected", policy: name, key, cost, remaining, unit, retryAfterMs });
    const why = account === undefined ? "no place for another key" : `${remaining} of ${limit} ${unit} are left`;
    return refusal("COST_BUDGET_EXHAUSTED", `${name}: the call can cost ${cost} ${unit}: ${why}.`, { retryAfterMs });
  }

  function actual(result: PromiseSettledResult<unknown>, reserved: number): number {
    const { actualCost } = live.current;
    if (actualCost === undefined) return reserved;
    try {
      return wholeUnits(actualCost(result)) ?? reserved;
    } catch {
      return reserved;
    }
  }

  /** A stale answer of a cache may come before the work that refreshes it: then it saved nothing. */
  function begin(passage: Passage): void {
    passage.begun = true;
    if (passage.saved === undefined) return;
    totals.saved -= passage.saved;
    totals.free -= 1;
    passage.saved = undefined;
  }

  function pay(context: CallContext, work: Call["work"], passage: Passage): unknown {
    const cost = mostItCanCost(context);
    const account = accounts.of(context.key);
    if (account === undefined || committed(account) + cost > live.current.limit) {
      throw refuse(context.key, cost, account);
    }
    const slot = account.reserve(cost, now());
    begin(passage);
    const charge = (spent: number) => {
      account.settle(slot, cost, spent, now());
      totals.charged += spent;
      totals.calls += 1;
      const { unit } = live.current;
      if (observed()) emit({ type: "cost.charged", policy: name, key: context.key, cost: spent, unit });
    };
    const payment: Outcome = {
      succeed(value) {
        charge(actual({ status: "fulfilled", value }, cost));
        return value;
      },
      fail(reason) {
        charge(actual({ status: "rejected", reason }, cost));
        return answer.fail(reason);
      },
    };
    let result: unknown;
    try {
      result = work(context);
    } catch (error) {
      return payment.fail(error);
    }
    return settle(result, payment);
  }

  /** What a call costs as a rule: the mean of those paid where the cost is only known afterwards. */
  function usualCost(context: CallContext): number {
    if (live.current.actualCost !== undefined && totals.calls > 0) return Math.round(totals.charged / totals.calls);
    try {
      return mostItCanCost(context);
    } catch {
      return 0;
    }
  }

  function save(call: Call, passage: Passage): void {
    const cost = usualCost(call);
    passage.saved = cost;
    totals.saved += cost;
    totals.free += 1;
    if (observed()) emit({ type: "cost.saved", policy: name, key: call.key, cost, unit: live.current.unit });
  }

  const layer =
    (next: Layer): Layer =>
    (call, outcome) => {
      const passage: Passage = { begun: false, saved: undefined };
      const paid = call.doing((context) => pay(context, call.work, passage));
      const whenAnswered: Outcome = {
        succeed(value) {
          if (!passage.begun) save(call, passage);
          return outcome.succeed(value);
        },
        fail: (error) => outcome.fail(error),
      };
      return next(paid, whenAnswered);
    };

  function keepsItsWindow(changes: Partial<CostBudgetOptions>): void {
    for (const fixed of ["periodMs", "window"]) {
      if (Object.hasOwn(changes, fixed)) refuseOptions("costBudget", `${fixed} can not change while the policy lives`);
    }
  }

  const sum = (amountOf: (account: SpendWindow) => number): number => {
    let total = 0;
    for (const [, account] of accounts.entries()) total += amountOf(account);
    return total;
  };

  const budget = livePolicy("cost-budget", live, layer, {
    reconfigure(changes: Partial<CostBudgetOptions>) {
      keepsItsWindow(changes);
      live.reconfigure(changes);
    },
    checkChanges(changes: Partial<CostBudgetOptions>) {
      keepsItsWindow(changes);
      live.checkChanges(changes);
    },
    stateOf(key?: string): CostState {
      const account = accounts.peek(key);
      if (account === undefined) return Object.freeze({ spent: 0, reserved: 0, remaining: live.current.limit });
      const at = now();
      return Object.freeze({ spent: account.spent(at), reserved: account.reserved(at), remaining: left(account) });
    },
    snapshot() {
      const { limit, unit } = live.current;
      const { spent, reserved, remaining, saved } = budget;
      return {
        limit,
        unit,
        spent,
        reserved,
        remaining,
        saved,
        paid: totals.calls,
        refused: totals.refused,
        free: totals.free,
      };
    },
    get spent() {
      return sum((account) => account.spent(now()));
    },
    get reserved() {
      return sum((account) => account.reserved(now()));
    },
    get remaining() {
      let least = live.current.limit;
      for (const [, account] of accounts.entries()) least = Math.min(least, left(account));
      return least;
    },
    get saved() {
      return totals.saved;
    },
  });
  return budget;
}
