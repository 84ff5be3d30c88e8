import { type DrainLimits, discardBody, finishDrain, startDrain } from "./discarded-body.js";

/** A failed response that the caller may still get. */
interface Kept {
  readonly attempt: number;
  /** Takes it for the caller. */
  take(): Response;
  discard(): void;
}

/**
 * `clone` splits the body in two: one half is read at once, within bounds, so that the connection is free again while
 * the call waits for its next attempt; the other has then the whole body in memory.
 */
function keep(response: Response, attempt: number, limits: DrainLimits): Kept {
  if (response.body === null) return { attempt, take: () => response, discard: () => undefined };
  const spare = response.clone();
  const drain = startDrain(response.body, limits.maxBytes);
  return {
    attempt,
    take() {
      drain.cancel();
      return spare;
    },
    discard() {
      void spare.body?.cancel().catch(() => undefined);
      finishDrain(drain, limits);
    },
  };
}

/** The responses of one call, of which the caller gets one at most; the others are let go of. */
export class ReceivedResponses {
  private readonly limits: DrainLimits;
  private readonly answers = new Set<Response>();
  private readonly failures = new Map<unknown, Kept>();
  private ended = false;

  constructor(limits: DrainLimits) {
    this.limits = limits;
  }

  /** What failed in earlier attempts can not be the outcome any more; hedged attempts have the same number. */
  beginAttempt(attempt: number): void {
    for (const [error, kept] of this.failures) {
      if (kept.attempt >= attempt) continue;
      this.failures.delete(error);
      kept.discard();
    }
  }

  addAnswer(response: Response): void {
    if (this.ended) discardBody(response, this.limits);
    else this.answers.add(response);
  }

  addFailure(error: unknown, response: Response, attempt: number): void {
    if (this.ended) discardBody(response, this.limits);
    else this.failures.set(error, keep(response, attempt, this.limits));
  }

  discard(response: Response): void {
    discardBody(response, this.limits);
  }

  /** The call was answered with `value`; says whether that is one of the responses, and not a policy's own value. */
  endWith(value: unknown): value is Response {
    const isAnswer = this.answers.delete(value as Response);
    this.end();
    return isAnswer;
  }

  /** The call ended with `error`: the response that it stands for, when it was kept. */
  failWith(error: unknown): Response | undefined {
    const kept = this.failures.get(error);
    this.failures.delete(error);
    this.end();
    return kept?.take();
  }

  private end(): void {
    this.ended = true;
    for (const response of this.answers) discardBody(response, this.limits);
    for (const kept of this.failures.values()) kept.discard();
    this.answers.clear();
    this.failures.clear();
  }
}
