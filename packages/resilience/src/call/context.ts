/** What the work is told about the call it serves. */
export interface CallContext {
  /** Whatever `CallOptions.key` named: a country, a customer, a document. */
  readonly key: string | undefined;
  /**
   * Aborted when the caller leaves or a timeout fires; pass it on to `fetch` and the like. It is made when first read,
   * because an `AbortController` costs more than all policies together.
   */
  readonly signal: AbortSignal;
  /** 1 for the first try, 2 for the first retry, .. */
  readonly attempt: number;
  /** When the innermost timeout will fire, on `clock.now()`; `undefined` when there is none. */
  readonly deadline: number | undefined;
  /** Whether the work may be repeated. */
  readonly idempotent: boolean;
}

/** The function that a pipeline protects. It may be synchronous; returning `undefined` is a success like any other. */
export type Work<T> = (context: CallContext) => T | Promise<T>;

export interface CallOptions {
  /** Names what the call is about: the cache's key, and the key of policies with `perKey`. */
  readonly key?: string | undefined;
  /** Ends the call at once with `ABORTED`, whether it waits, sleeps or runs. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the call after this many ms, counted from now, with `TIMEOUT` of scope `total`. */
  readonly deadlineMs?: number | undefined;
  /** Default `true`. `false`: a write that must not happen twice; it is never retried and never cached. */
  readonly idempotent?: boolean | undefined;
  /** Who goes first where calls wait by priority: the higher number. Default 0. */
  readonly priority?: number | undefined;
}
