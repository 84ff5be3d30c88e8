import type { Admit } from "../queue/wait-in-line.js";
import { WaitingLine } from "../queue/waiting-line.js";
import type { LimitEstimate } from "./limit-estimate.js";

/** Who runs under one limit and who waits for it, first come, first served. */
export class Gate {
  readonly estimate: LimitEstimate;
  readonly line = new WaitingLine<Admit>();
  running = 0;
  private readonly onChange: (from: number, to: number) => void;

  constructor(estimate: LimitEstimate, onChange: (from: number, to: number) => void) {
    this.estimate = estimate;
    this.onChange = onChange;
  }

  tryEnter(): boolean {
    if (this.line.size > 0 || this.running >= this.estimate.limit) return false;
    this.running += 1;
    return true;
  }

  readonly leave = (): void => {
    this.running -= 1;
    this.admit();
  };

  /** What the end of a call showed, as {@link LimitEstimate.add} takes it. */
  add(measurement: number, running: number, ms: number | undefined, now: number): void {
    const from = this.estimate.limit;
    this.estimate.add(measurement, running, ms, now);
    const to = this.estimate.limit;
    if (to === from) return;
    this.onChange(from, to);
    this.admit();
  }

  /** As many of those who wait as the limit has place for. */
  admit(): void {
    while (this.line.size > 0 && this.running < this.estimate.limit) {
      this.running += 1;
      this.line.next()?.();
    }
  }
}
