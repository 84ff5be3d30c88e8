import type { Call } from "../call/call.js";
import type { Outcome } from "../call/outcome.js";
import { sleep } from "../call/sleep.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import type { FaultInjected } from "../diagnostics/events.js";
import {
  callable,
  checkOptions,
  clock,
  either,
  flag,
  milliseconds,
  number,
  optional,
  refuseOptions,
  text,
} from "../options/check-options.js";
import { liveSettings, withDefaults } from "../options/live-settings.js";
import { type Layer, settle } from "../pipeline/layer.js";
import { livePolicy } from "../pipeline/live-policy.js";
import type { LivePolicy } from "../pipeline/policy.js";

export interface InjectedLatency {
  /** The share of calls, 0 to 1. */
  readonly rate: number;
  /** How much later the work begins, or from how much to how much, evenly spread. */
  readonly ms: number | readonly [least: number, most: number];
}

export interface InjectedErrors {
  /** The share of calls, 0 to 1. */
  readonly rate: number;
  /** Makes the error that the call fails with; the work is not run. */
  readonly error: () => unknown;
}

export interface InjectedResults<T> {
  /** The share of calls, 0 to 1. */
  readonly rate: number;
  /** Makes the result that the call answers with; the work is not run. */
  readonly result: () => T | Promise<T>;
}

export interface ChaosOptions<T = never> {
  /** Names the policy in events. Default `"chaos"`. */
  readonly name?: string;
  /** Whether it does anything, or a function that is asked at every call (one that throws means no). Default `false`. */
  readonly enabled?: boolean | (() => boolean);
  readonly latency?: InjectedLatency;
  readonly errors?: InjectedErrors;
  readonly results?: InjectedResults<T>;
  /** Which calls it may touch, by key: all (`true`), none, or that share of the rates, 0 to 1. Default all. */
  readonly keys?: (key: string | undefined) => boolean | number;
  readonly clock?: Clock;
  /** A number in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
}

export interface Chaos<T = never> extends LivePolicy<ChaosOptions<T>, T> {}

const rate = number(0, 1);
const faultRules = {
  latency: { rate, ms: either(milliseconds(0), (value) => (Array.isArray(value) ? undefined : "a pair of them")) },
  errors: { rate, error: callable },
  results: { rate, result: callable },
};

const rules = {
  name: optional(text),
  enabled: optional(either(flag, callable)),
  latency: () => undefined,
  errors: () => undefined,
  results: () => undefined,
  keys: optional(callable),
  clock: optional(clock),
  random: optional(callable),
};

const bounds = (ms: InjectedLatency["ms"]): readonly [number, number] => (typeof ms === "number" ? [ms, ms] : ms);

function checkLatency({ ms }: InjectedLatency): void {
  const [least, most, ...more] = bounds(ms);
  checkOptions("chaos: latency", { least, most }, { least: milliseconds(0), most: milliseconds(0) });
  if (more.length > 0 || most < least) refuseOptions("chaos: latency", "ms must be [least, most], the lower one first");
}

/** A copy of its own of each fault: what the caller changes later changes nothing. */
function read(given: ChaosOptions<unknown>) {
  checkOptions("chaos", given, rules);
  for (const [fault, itsRules] of Object.entries(faultRules)) {
    const settings: unknown = Reflect.get(given, fault);
    if (settings !== undefined) checkOptions(`chaos: ${fault}`, settings, itsRules);
  }
  const { latency, errors, results } = given;
  if (latency !== undefined) checkLatency(latency);
  return withDefaults(
    {
      ...given,
      latency: latency && Object.freeze({ ...latency, ms: Object.freeze([...bounds(latency.ms)] as const) }),
      errors: errors && Object.freeze({ ...errors }),
      results: results && Object.freeze({ ...results }),
    },
    { name: "chaos", enabled: false, clock: systemClock, random: Math.random },
  );
}

/** The share of the rates that strikes now. A switch that throws is off: it must not fail calls by itself. */
function shareNow({ enabled, keys }: ReturnType<typeof read>, key: string | undefined): number {
  try {
    if (!(typeof enabled === "function" ? enabled() : enabled)) return 0;
    return keys === undefined ? 1 : Number(keys(key));
  } catch {
    return 0;
  }
}

/** What a maker makes or, when it fails, its own error: that is one, too. */
function errorOf({ error }: InjectedErrors): unknown {
  try {
    return error();
  } catch (thrown) {
    return thrown;
  }
}

function resultOf({ result }: InjectedResults<unknown>, outcome: Outcome): unknown {
  let value: unknown;
  try {
    value = result();
  } catch (thrown) {
    return outcome.fail(thrown);
  }
  return settle(value, outcome);
}

/**
 * Makes a share of calls slow, fail or answer nonsense, to see what the policies around it do. Off unless enabled, and
 * innermost, where it stands for the service: injected latency ends when the call does, as the work would.
 *
 * @throws ResilienceError `INVALID_OPTION`
 * @example
 * const unrest = chaos({ errors: { rate: 0.2, error: () => Object.assign(new Error("chaos"), { status: 503 }) } });
 * const rates = pipeline(retry(), timeout({ ms: 2_000 }), unrest);
 * unrest.reconfigure({ enabled: true });
 */
export function chaos<T = never>(options: ChaosOptions<T>): Chaos<T> {
  const live = liveSettings<ChaosOptions<T>, ReturnType<typeof read>>("chaos", options, read);
  const { name, clock, random } = live.current;
  const injected = { latency: 0, error: 0, result: 0 };

  const tell = (fault: FaultInjected["fault"], call: Call, ms: number): void => {
    injected[fault] += 1;
    if (observed()) emit({ type: "chaos.injected", policy: name, key: call.key, fault, ms });
  };

  const struck = (fault: { readonly rate: number } | undefined, share: number): boolean =>
    fault !== undefined && random() < fault.rate * share;

  const stay = async (call: Call, [least, most]: readonly [number, number]): Promise<void> => {
    const ms = least + random() * (most - least);
    tell("latency", call, ms);
    try {
      await sleep(clock, ms, call.cancellation);
    } catch {
      // As `fetch` and the like end when their signal is aborted.
      throw call.cancellation?.reason;
    }
  };

  const strike = (call: Call, share: number, next: Layer, outcome: Outcome): unknown => {
    const { errors, results } = live.current;
    if (errors !== undefined && struck(errors, share)) {
      tell("error", call, 0);
      return outcome.fail(errorOf(errors));
    }
    if (results === undefined || !struck(results, share)) return next(call, outcome);
    tell("result", call, 0);
    return resultOf(results, outcome);
  };

  const layer =
    (next: Layer): Layer =>
    (call, outcome) => {
      const { enabled, latency } = live.current;
      if (enabled === false) return next(call, outcome);
      const share = shareNow(live.current, call.key);
      if (!(share > 0)) return next(call, outcome);
      if (latency === undefined || !struck(latency, share)) return strike(call, share, next, outcome);
      return stay(call, latency.ms).then(
        () => strike(call, share, next, outcome),
        (left) => outcome.fail(left),
      );
    };

  return livePolicy("chaos", live, layer, {
    snapshot: () => ({ injected: { ...injected } }),
  });
}
