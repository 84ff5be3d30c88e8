import type { Admit } from "../queue/wait-in-line.js";
import { WaitingLine } from "../queue/waiting-line.js";
import type { LimitEstimate } from "./limit-estimate.js";

/** Who runs under one limit and who waits for it, first come, first served. */
export class Gate {
  readonly estimate: LimitEstimate;
  readonly line = new WaitingLine<Admit>();
  running = 0;

  constructor(estimate: LimitEstimate) {
    this.estimate = estimate;
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

  /** As many of those who wait as the limit has place for. */
  admit(): void {
    while (this.line.size > 0 && this.running < this.estimate.limit) {
      this.running += 1;
      this.line.next()?.();
    }
  }
}
