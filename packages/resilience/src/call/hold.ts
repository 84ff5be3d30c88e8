import { answer, type Outcome } from "./outcome.js";

/**
 * A bulkhead's slot in use. A timeout gives the caller its answer while the work may run on; the slot is only free when
 * the call has ended and everything abandoned under it has settled too.
 */
export class Hold implements Outcome {
  private readonly release: () => void;
  private readonly outer: Hold | undefined;
  private readonly outcome: Outcome;
  /** The call itself and what was abandoned under it; nothing keeps the slot at 0. */
  private keeping = 1;

  constructor(release: () => void, outer: Hold | undefined, outcome: Outcome = answer) {
    this.release = release;
    this.outer = outer;
    this.outcome = outcome;
  }

  succeed(value: unknown): unknown {
    this.end();
    return this.outcome.succeed(value);
  }

  fail(error: unknown): unknown {
    this.end();
    return this.outcome.fail(error);
  }

  /** Keeps this slot, and those of the bulkheads around it, until `work` has settled. */
  keepUntil(work: Promise<unknown>): void {
    this.outer?.keepUntil(work);
    if (this.keeping === 0) return;
    this.keeping += 1;
    const settled = () => this.end();
    work.then(settled, settled);
  }

  /** The call has ended; once. */
  end(): void {
    this.keeping -= 1;
    if (this.keeping === 0) this.release();
  }
}
