import type { Call } from "../call/call.js";
import { isNeutral } from "../call/neutral.js";
import type { Outcome } from "../call/outcome.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { askPredicate } from "../errors/ask-predicate.js";
import { type ResilienceError, refusal } from "../errors/resilience-error.js";
import { isServiceFailure, isTransient } from "../errors/transient.js";
import { KeyedStates } from "../keys/keyed-states.js";
import type { PerKey } from "../keys/per-key.js";
import {
  callable,
  checkOptions,
  clock,
  integer,
  milliseconds,
  number,
  optional,
  share,
  text,
} from "../options/check-options.js";
import { liveSettings, withDefaults } from "../options/live-settings.js";
import type { Layer } from "../pipeline/layer.js";
import { livePolicy } from "../pipeline/live-policy.js";
import type { LivePolicy } from "../pipeline/policy.js";
import { RequestWindow } from "./request-window.js";

export interface LoadSheddingOptions {
  /** Names the policy in events and errors. Default `"load-shedding"`. */
  readonly name?: string;
  /** Calls are turned away once more are asked for than this times those accepted, 1 to 100. Default 2. */
  readonly multiplier?: number;
  /** How far back requests are counted. Default 120,000 ms. */
  readonly windowMs?: number;
  /** No call is turned away before so many were asked for within the window. Default 10. */
  readonly minimumCalls?: number;
  /** The most that is turned away, above 0 and at most 1; the rest finds out that the service is back. Default 0.95. */
  readonly maxShedRate?: number;
  /** Which errors say that the service did not accept a call. Default {@link isServiceFailure}, and 429. */
  readonly isFailure?: (error: unknown) => boolean;
  readonly perKey?: PerKey;
  readonly clock?: Clock;
  /** A number in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
}

export interface LoadShedding extends LivePolicy<LoadSheddingOptions> {
  /** The share of calls that is turned away now, 0 to 1; under `perKey`, of those without a key. */
  readonly shedRate: number;
  shedRateOf(key: string): number;
  snapshot(): {
    readonly shedRate: number;
    readonly requests: number;
    readonly accepted: number;
    readonly keys: number;
  };
}

const rules = {
  name: optional(text),
  multiplier: optional(number(1, 100)),
  windowMs: optional(milliseconds(1)),
  minimumCalls: optional(integer(1, 1_000_000)),
  maxShedRate: optional(share),
  isFailure: optional(callable),
  perKey: () => undefined,
  clock: optional(clock),
  random: optional(callable),
};

/** 429 is transient and no failure of the service's: here it is the very answer that counts. */
const isNotAccepted = (error: unknown): boolean => isServiceFailure(error) || isTransient(error);

const read = (given: LoadSheddingOptions) => {
  checkOptions("loadShedding", given, rules);
  return withDefaults(given, {
    name: "load-shedding",
    multiplier: 2,
    windowMs: 120_000,
    minimumCalls: 10,
    maxShedRate: 0.95,
    isFailure: isNotAccepted,
    clock: systemClock,
    random: Math.random,
  });
};

type LoadSheddingSettings = Readonly<ReturnType<typeof read>>;

/** The requests of one key; the window is replaced when its length changes. */
class Requests {
  private kept: RequestWindow;
  private readonly live: { readonly current: LoadSheddingSettings };

  constructor(live: { readonly current: LoadSheddingSettings }) {
    this.live = live;
    this.kept = new RequestWindow(live.current.windowMs);
  }

  get window(): RequestWindow {
    const { windowMs } = this.live.current;
    if (this.kept.windowMs !== windowMs) this.kept = new RequestWindow(windowMs);
    return this.kept;
  }

  /** The share to turn away now. */
  get shedRate(): number {
    const { multiplier, minimumCalls, maxShedRate, clock } = this.live.current;
    const { window } = this;
    // Also true of every part of the window, so that the time need not be asked for.
    if (window.requests === window.accepted) return 0;
    window.moveTo(clock.now());
    const { requests, accepted } = window;
    if (requests < minimumCalls) return 0;
    return Math.max(0, Math.min(maxShedRate, (requests - multiplier * accepted) / (requests + 1)));
  }

  add(priority: number, accepted: boolean): void {
    this.window.add(priority, accepted, this.live.current.clock.now());
  }

  isAccepted(call: Call, error: unknown): boolean | undefined {
    if (isNeutral(call, error)) return undefined;
    return askPredicate((thrown) => !this.live.current.isFailure(thrown), error, undefined);
  }
}

/** One call that was let through. */
class Counted implements Outcome {
  private readonly requests: Requests;
  private readonly call: Call;
  private readonly outcome: Outcome;

  constructor(requests: Requests, call: Call, outcome: Outcome) {
    this.requests = requests;
    this.call = call;
    this.outcome = outcome;
  }

  succeed(value: unknown): unknown {
    this.requests.add(this.call.priority, true);
    return this.outcome.succeed(value);
  }

  fail(error: unknown): unknown {
    const accepted = this.requests.isAccepted(this.call, error);
    if (accepted !== undefined) this.requests.add(this.call.priority, accepted);
    return this.outcome.fail(error);
  }
}

/**
 * Turns calls away before they are made, the more of them the more the service refuses: with the probability
 * `max(0, (requests - multiplier x accepted) / (requests + 1))` of Google's "Site Reliability Engineering", chapter 21,
 * "Client-Side Throttling". What is turned away counts as a request. The share to turn away is taken from the lowest
 * `priority` first: a call of a higher one goes through as long as turning away all lower ones is enough.
 *
 * Calls count when they end: those under way are neither accepted nor refused yet. Answers like 404 are accepted calls;
 * callers who left and refusals of this library are not counted.
 *
 * @throws ResilienceError `INVALID_OPTION`; `LOAD_SHED` rejects a call that is turned away
 * @example pipeline(loadShedding(), timeout({ ms: 1_000 })).execute(ask, { priority: 1 })
 */
export function loadShedding(options: LoadSheddingOptions = {}): LoadShedding {
  const live = liveSettings("loadShedding", options, read);
  const { name, clock, random, perKey } = live.current;
  const newRequests = () => new Requests(live);
  const keyed = new KeyedStates<Requests>("loadShedding", {
    perKey,
    clock,
    create: newRequests,
    mayForget: () => true,
  });

  const shed = (call: Call, requests: Requests, probability: number): ResilienceError => {
    requests.add(call.priority, false);
    if (observed()) {
      emit({ type: "shedder.rejected", policy: name, key: call.key, priority: call.priority, probability });
    }
    return refusal("LOAD_SHED", `${name}: the service refuses much of what it is sent; it was not asked.`);
  };

  const layer =
    (next: Layer): Layer =>
    (call, outcome) => {
      const requests = keyed.of(call.key) ?? newRequests();
      const { shedRate } = requests;
      if (shedRate > 0) {
        const probability = requests.window.probability(shedRate, call.priority);
        if (random() < probability) return outcome.fail(shed(call, requests, probability));
      }
      return next(call, new Counted(requests, call, outcome));
    };

  const peek = (key?: string): Requests => keyed.peek(key) ?? newRequests();

  return livePolicy("load-shedding", live, layer, {
    get shedRate() {
      return peek().shedRate;
    },
    shedRateOf: (key: string) => peek(key).shedRate,
    snapshot() {
      const { shedRate, window } = peek();
      window.moveTo(clock.now());
      const { requests, accepted } = window;
      return { shedRate, requests, accepted, keys: Array.from(keyed.entries()).length };
    },
  });
}
