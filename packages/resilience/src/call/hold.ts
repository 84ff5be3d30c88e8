import { answer, type Outcome } from "./outcome.js";

/**
 * A bulkhead's slot in use. A timeout gives the caller its answer while the work may run on; the slot is only free when
 * the call has ended and everything abandoned under it has settled too.
 */
export class Hold implements Outcome {
  private readonly release: () => void;
  private readonly outer: Hold | undefined;
  private readonly outcome: Outcome;
  private abandoned = 0;
  private ended = false;
  private released = false;

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
    if (this.released) return;
    this.abandoned += 1;
    const settled = () => {
      this.abandoned -= 1;
      this.releaseWhenIdle();
    };
    work.then(settled, settled);
  }

  end(): void {
    this.ended = true;
    this.releaseWhenIdle();
  }

  private releaseWhenIdle(): void {
    if (!this.ended || this.abandoned > 0) return;
    this.released = true;
    this.release();
  }
}
