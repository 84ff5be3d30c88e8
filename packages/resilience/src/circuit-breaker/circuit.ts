import type { Clock } from "../clock/clock.js";
import type { FailureWindow } from "./failure-window.js";

export type CircuitState = "closed" | "open" | "half-open" | "isolated";

export interface CircuitSettings {
  readonly openMs: number;
  readonly maxOpenMs: number;
  readonly probes: number;
  readonly probeTimeoutMs: number;
  readonly clock: Clock;
  readonly onChange: (from: CircuitState, to: CircuitState) => void;
}

/** `openMs` is how long the circuit was open last: it grows from one failed probe to the next. */
type Condition =
  | { readonly kind: "closed" }
  | { readonly kind: "open"; readonly until: number; readonly openMs: number }
  | { readonly kind: "half-open"; readonly openMs: number; running: number; succeeded: number; probesEndAt: number };

export type Outcome = "success" | "failure" | "neutral";

/** Leave to make one call, or for how long there is none; `undefined`: until somebody releases the isolation. */
export type Admission =
  | { readonly admitted: true; readonly generation: number }
  | { readonly admitted: false; readonly retryAfterMs: number | undefined };

const closed: Condition = Object.freeze({ kind: "closed" });

/**
 * The states of one circuit. A permit carries the generation of the state it was given in: what a call reports counts
 * only while that very state lasts, so that a straggler neither closes nor reopens the circuit.
 */
export class Circuit {
  private readonly settings: CircuitSettings;
  private readonly window: FailureWindow;
  private condition: Condition = closed;
  private isolations = 0;
  private generation = 0;
  private closedPermit: Admission = { admitted: true, generation: 0 };

  constructor(settings: CircuitSettings, window: FailureWindow) {
    this.settings = settings;
    this.window = window;
  }

  /** The state that a call made now would meet. */
  get state(): CircuitState {
    if (this.isolations > 0) return "isolated";
    if (this.condition.kind === "open" && this.settings.clock.now() >= this.condition.until) return "half-open";
    return this.condition.kind;
  }

  admit(): Admission {
    if (this.isolations > 0) return { admitted: false, retryAfterMs: undefined };
    if (this.condition.kind === "closed") return this.closedPermit;
    const now = this.settings.clock.now();
    if (this.condition.kind === "half-open") this.giveUpHungProbes(this.condition, now);
    if (this.condition.kind === "open") {
      if (now < this.condition.until) return { admitted: false, retryAfterMs: this.condition.until - now };
      this.change({ kind: "half-open", openMs: this.condition.openMs, running: 0, succeeded: 0, probesEndAt: now });
    }
    return this.admitProbe(now);
  }

  settle(generation: number, outcome: Outcome): void {
    if (generation !== this.generation) return;
    if (this.condition.kind === "closed") {
      if (outcome !== "neutral" && this.window.count(outcome === "failure")) this.open(this.settings.openMs);
      return;
    }
    if (this.condition.kind !== "half-open") return;
    this.condition.running -= 1;
    if (outcome === "failure") this.open(this.grown(this.condition.openMs));
    if (outcome === "success") this.countProbe(this.condition);
  }

  reset(): void {
    this.window.reset();
    if (this.condition.kind !== "closed") this.change(closed);
  }

  /** Isolations add up; the returned function takes this one back, once, and what was under it shows again. */
  isolate(): () => void {
    const before = this.state;
    this.isolations += 1;
    if (before !== "isolated") this.settings.onChange(before, "isolated");
    let isolated = true;
    return () => {
      if (!isolated) return;
      isolated = false;
      this.isolations -= 1;
      if (this.isolations === 0) this.settings.onChange("isolated", this.state);
    };
  }

  private admitProbe(now: number): Admission {
    const probing = this.condition;
    if (probing.kind !== "half-open") return this.closedPermit;
    if (probing.running + probing.succeeded >= this.settings.probes) {
      return { admitted: false, retryAfterMs: probing.probesEndAt - now };
    }
    probing.running += 1;
    probing.probesEndAt = now + this.settings.probeTimeoutMs;
    return { admitted: true, generation: this.generation };
  }

  private countProbe(probing: Condition & { kind: "half-open" }): void {
    probing.succeeded += 1;
    if (probing.succeeded < this.settings.probes) return;
    this.window.reset();
    this.change(closed);
  }

  private giveUpHungProbes({ running, probesEndAt, openMs }: Condition & { kind: "half-open" }, now: number): void {
    if (running > 0 && now >= probesEndAt) this.open(this.grown(openMs), probesEndAt);
  }

  private grown(openMs: number): number {
    return Math.min(this.settings.maxOpenMs, openMs * 2);
  }

  private open(openMs: number, since: number = this.settings.clock.now()): void {
    this.change({ kind: "open", until: since + openMs, openMs });
  }

  private change(condition: Condition): void {
    const from = this.condition.kind;
    this.condition = condition;
    this.generation += 1;
    if (condition.kind === "closed") this.closedPermit = { admitted: true, generation: this.generation };
    this.settings.onChange(from, condition.kind);
  }
}
