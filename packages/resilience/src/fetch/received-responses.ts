import { type DrainLimits, discardBody, finishDrain, startDrain } from "./discarded-body.js";

/** A retry ends with its last error, hedging with its first: that many attempts may run side by side. */
const keptAtOnce = 4;

/** A failed response that the caller may still get. */
interface Kept {
  /** Takes it for the caller. */
  take(): Response;
  discard(): void;
}

/**
 * `clone` splits the body in two: one half is read at once, within bounds, so that the connection is free again while
 * the call waits for its next attempt; the other has then the whole body in memory.
 */
function keep(response: Response, limits: DrainLimits): Kept {
  if (response.body === null) return { take: () => response, discard: () => undefined };
  const spare = response.clone();
  const drain = startDrain(response.body, limits.maxBytes);
  return {
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

  addAnswer(response: Response): void {
    if (this.ended) discardBody(response, this.limits);
    else this.answers.add(response);
  }

  /** `error` stands for `response` on its way through the policies, and may come out of them. */
  addFailure(error: unknown, response: Response): void {
    if (this.ended) {
      discardBody(response, this.limits);
      return;
    }
    this.failures.set(error, keep(response, this.limits));
    if (this.failures.size <= keptAtOnce) return;
    for (const [oldest, kept] of this.failures) {
      this.failures.delete(oldest);
      kept.discard();
      return;
    }
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
