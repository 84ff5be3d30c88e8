import type { DocumentOutcome } from "./outcome.js";

/** What a run did, counted as outcomes pass by. */
export class Tally {
  documents = 0;
  failed = 0;
  toReview = 0;
  degraded = 0;
  unverified = 0;
  readonly levels: Record<"LOW" | "MEDIUM" | "HIGH", number> = { LOW: 0, MEDIUM: 0, HIGH: 0 };

  add(batch: readonly DocumentOutcome[]): void {
    for (const outcome of batch) {
      this.documents += 1;
      if (!outcome.ok) {
        this.failed += 1;
        continue;
      }
      const { risk, decision, enhancement, vat } = outcome.result;
      this.levels[risk.level] += 1;
      if (decision.route === "review") this.toReview += 1;
      if (enhancement.degraded) this.degraded += 1;
      if (vat.seller?.status === "unverified") this.unverified += 1;
    }
  }
}
