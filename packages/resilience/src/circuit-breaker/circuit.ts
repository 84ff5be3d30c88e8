import type { Clock } from "../clock/clock.js";
import type { FailureWindow } from "./strategy.js";

export type CircuitState = "closed" | "open" | "half-open" | "isolated";

export interface CircuitSettings {
  readonly openMs: number;
  readonly maxOpenMs: number;
  readonly probes: number;
  readonly probeTimeoutMs: number;
  readonly rampMs: number;
  readonly clock: Clock;
}

/** What a circuit takes its settings from, and whom it tells. */
export interface CircuitOwner {
  readonly settings: CircuitSettings;
  changed(from: CircuitState, to: CircuitState): void;
  /** A probe ended without telling anything: another one may start. */
  probeFree(): void;
}

/** `openMs` is how long the circuit was open last: it grows from one failed probe to the next. */
type Condition =
  | { readonly kind: "closed" }
  | { readonly kind: "ramp"; readonly until: number; credit: number }
  | { readonly kind: "open"; readonly until: number; readonly openMs: number }
  | { readonly kind: "half-open"; readonly openMs: number; running: number; succeeded: number; probesEndAt: number };

export type Verdict = "success" | "failure" | "neutral";

/** Leave to make one call, or for how long there is none; `undefined`: until somebody releases the isolation. */
export type Admission =
  | { readonly admitted: true; readonly generation: number }
  | { readonly admitted: false; readonly retryAfterMs: number | undefined };

const closed: Condition = Object.freeze({ kind: "closed" });

/** After a restart or in another process, an open circuit goes on being open for the rest of its time. */
export interface OpenCircuit {
  readonly remainingMs: number;
  readonly openMs: number;
}

/** Ten tenths do not add up to one. */
const roundingError = 1e-9;

/**
 * The states of one circuit. A permit carries the generation of the state it was given in: what a call reports counts
 * only while that very state lasts, so that a straggler neither closes nor reopens the circuit.
 */
export class Circuit {
  private readonly owner: CircuitOwner;
  private window: FailureWindow;
  private condition: Condition = closed;
  private isolations = 0;
  private permit = { admitted: true as const, generation: 0 };

  constructor(owner: CircuitOwner, window: FailureWindow) {
    this.owner = owner;
    this.window = window;
  }

  /** The state that a call made now would meet. */
  get state(): CircuitState {
    const { condition } = this;
    if (this.isolations > 0) return "isolated";
    if (condition.kind === "open" && this.now() >= condition.until) return "half-open";
    return condition.kind === "ramp" ? "closed" : condition.kind;
  }

  /** The rest of its open time; `undefined` when it lets calls through. */
  get open(): OpenCircuit | undefined {
    const { condition } = this;
    if (condition.kind === "half-open") return { remainingMs: 0, openMs: condition.openMs };
    if (condition.kind !== "open") return undefined;
    return { remainingMs: Math.max(0, condition.until - this.now()), openMs: condition.openMs };
  }

  /** How long the probes under way may still take. */
  get probesEndInMs(): number {
    return this.condition.kind === "half-open" ? Math.max(0, this.condition.probesEndAt - this.now()) : 0;
  }

  admit(): Admission {
    if (this.isolations > 0) return { admitted: false, retryAfterMs: undefined };
    if (this.condition === closed) return this.permit;
    const now = this.now();
    if (this.condition.kind === "ramp") return this.admitOnRamp(this.condition, now);
    if (this.condition.kind === "half-open") this.giveUpHungProbes(this.condition, now);
    if (this.condition.kind === "open") {
      if (now < this.condition.until) return { admitted: false, retryAfterMs: this.condition.until - now };
      this.change({ kind: "half-open", openMs: this.condition.openMs, running: 0, succeeded: 0, probesEndAt: now });
    }
    return this.admitProbe(now);
  }

  /** For a call that waited for the circuit to close: the ramp does not hold it up once more. */
  admitWaiting(): Admission {
    return this.condition.kind === "ramp" && this.isolations === 0 ? this.permit : this.admit();
  }

  settle(generation: number, verdict: Verdict, slow: boolean): void {
    if (generation !== this.permit.generation) return;
    const { condition } = this;
    if (condition.kind !== "half-open") {
      if (verdict !== "neutral" && this.window.count(verdict === "failure", slow)) {
        this.openFor(this.owner.settings.openMs);
      }
      return;
    }
    condition.running -= 1;
    if (verdict === "neutral") this.owner.probeFree();
    else if (verdict === "failure" || slow) this.openFor(this.grown(condition.openMs));
    else this.countProbe(condition);
  }

  reset(): void {
    this.window.reset();
    if (this.condition !== closed) this.change(closed);
  }

  /** Counts anew, by another strategy; the state stays. */
  countWith(window: FailureWindow): void {
    this.window = window;
  }

  openFor(openMs: number, remainingMs: number = openMs, since: number = this.now()): void {
    this.change({ kind: "open", until: since + remainingMs, openMs });
  }

  /** Isolations add up; the returned function takes this one back, once, and what was under it shows again. */
  isolate(): () => void {
    const before = this.state;
    this.isolations += 1;
    if (before !== "isolated") this.owner.changed(before, "isolated");
    let isolated = true;
    return () => {
      if (!isolated) return;
      isolated = false;
      this.isolations -= 1;
      if (this.isolations === 0) this.owner.changed("isolated", this.state);
    };
  }

  private now(): number {
    return this.owner.settings.clock.now();
  }

  /** Lets a growing share through, from the first call on, evenly spread and without chance. */
  private admitOnRamp(ramp: Condition & { kind: "ramp" }, now: number): Admission {
    const left = (ramp.until - now) / this.owner.settings.rampMs;
    if (!(left > 0)) {
      this.condition = closed;
      return this.permit;
    }
    ramp.credit += 1 - Math.min(1, left);
    if (ramp.credit < 1 - roundingError) return { admitted: false, retryAfterMs: ramp.until - now };
    ramp.credit -= 1;
    return this.permit;
  }

  private admitProbe(now: number): Admission {
    const probing = this.condition;
    if (probing.kind !== "half-open") return this.permit;
    const { probes, probeTimeoutMs } = this.owner.settings;
    if (probing.running + probing.succeeded >= probes) {
      return { admitted: false, retryAfterMs: probing.probesEndAt - now };
    }
    probing.running += 1;
    probing.probesEndAt = now + probeTimeoutMs;
    return this.permit;
  }

  private countProbe(probing: Condition & { kind: "half-open" }): void {
    const { probes, rampMs } = this.owner.settings;
    probing.succeeded += 1;
    if (probing.succeeded < probes) return;
    this.window.reset();
    this.change(rampMs > 0 ? { kind: "ramp", until: this.now() + rampMs, credit: 1 } : closed);
  }

  private giveUpHungProbes({ running, probesEndAt, openMs }: Condition & { kind: "half-open" }, now: number): void {
    if (running === 0 || now < probesEndAt) return;
    const grown = this.grown(openMs);
    this.openFor(grown, grown, probesEndAt);
  }

  private grown(openMs: number): number {
    return Math.min(this.owner.settings.maxOpenMs, openMs * 2);
  }

  private change(condition: Condition): void {
    const from = this.condition.kind;
    this.condition = condition;
    this.permit = { admitted: true, generation: this.permit.generation + 1 };
    if (from !== condition.kind) this.owner.changed(shown(from), shown(condition.kind));
  }
}

const shown = (kind: Condition["kind"]): CircuitState => (kind === "ramp" ? "closed" : kind);
