import type { CircuitBreaker } from "../circuit-breaker/circuit-breaker.js";
import type { Clock } from "../clock/clock.js";

/** How far two readings of the end of one opening may lie apart. */
const toleranceMs = 50;

/** A circuit that is not closed: `imposedUntil` when the votes opened it, on the breaker's clock. */
interface Opening {
  readonly openedAt: number;
  readonly imposedUntil: number | undefined;
}

/**
 * Tells the circuits that this node's own calls opened from those that votes did, by looking at the breaker now and
 * then. A circuit opened by votes has no vote: a quorum, once reached, would else keep itself up.
 */
export class OwnOpenings {
  private readonly breaker: CircuitBreaker;
  private readonly clock: Clock;
  private readonly openings = new Map<string, Opening>();
  private readonly cleared = new Map<string, number>();
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(breaker: CircuitBreaker, clock: Clock) {
    this.breaker = breaker;
    this.clock = clock;
  }

  /** Circuits open by this node's own calls, with the moment they opened. `serverNow`: the server's clock, ms. */
  look(now: number, serverNow: number): Map<string, number> {
    const own = new Map<string, number>();
    const states = this.breaker.states();
    for (const key of this.openings.keys()) {
      if (states.has(key) && states.get(key) !== "closed") continue;
      this.openings.delete(key);
      // It closed since the last look: what others found before that says nothing against this node's own probe.
      this.cleared.set(key, this.lookedAt);
    }
    for (const { key, remainingMs, openMs } of this.breaker.exportState().open) {
      const before = this.openings.get(key);
      const imposed = Math.abs((before?.imposedUntil ?? Number.POSITIVE_INFINITY) - (now + remainingMs)) <= toleranceMs;
      if (states.get(key) !== "open" || imposed) {
        if (before === undefined) this.openings.set(key, { openedAt: serverNow, imposedUntil: undefined });
        continue;
      }
      const openedAt = serverNow - Math.max(0, openMs - remainingMs);
      this.openings.set(key, { openedAt, imposedUntil: undefined });
      own.set(key, openedAt);
    }
    this.lookedAt = serverNow;
    return own;
  }

  /** Opens a circuit on behalf of the others, for at most `openMs`. */
  impose(key: string, now: number, serverNow: number, openMs: number): void {
    this.openFor(key, openMs, openMs);
    this.openings.set(key, { openedAt: serverNow, imposedUntil: now + openMs });
  }

  /** Lets a probe of this node decide, where votes opened the circuit. */
  lift(key: string, openMs: number): void {
    const opening = this.openings.get(key);
    if (opening?.imposedUntil === undefined) return;
    this.openings.set(key, { ...opening, imposedUntil: undefined });
    if (this.breaker.states().get(key) === "open") this.openFor(key, openMs, 0);
  }

  /** Circuits that votes have opened. */
  imposed(): string[] {
    return Array.from(this.openings).flatMap(([key, { imposedUntil }]) => (imposedUntil === undefined ? [] : [key]));
  }

  /** Findings from before are out of date for this node. */
  clearedAt(key: string): number {
    return this.cleared.get(key) ?? Number.NEGATIVE_INFINITY;
  }

  /** Forgets when circuits closed that nobody has open any more. */
  forgetBut(contested: ReadonlySet<string>): void {
    for (const key of this.cleared.keys()) if (!contested.has(key)) this.cleared.delete(key);
  }

  private openFor(key: string, openMs: number, remainingMs: number): void {
    this.breaker.importState({ version: 1, takenAt: this.clock.wallNow(), open: [{ key, remainingMs, openMs }] });
  }
}
