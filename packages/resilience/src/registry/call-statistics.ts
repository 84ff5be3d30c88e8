import type { Clock } from "../clock/clock.js";
import { isResilienceError } from "../errors/resilience-error.js";
import { LatencyHistogram } from "../statistics/latency-histogram.js";

/** How long calls took lately, in ms; nothing is known before the first. */
export interface LatencyState {
  readonly samples: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** What the calls of one pipeline came to: `calls` is always `successes + failures + inFlight`. */
export interface CallCounts {
  readonly calls: number;
  readonly successes: number;
  readonly failures: number;
  readonly inFlight: number;
  /** Successes that a fallback or a last-known-good value stood in for. */
  readonly degraded: number;
  /** Failures that are this library's own answer, by their code. */
  readonly rejections: Readonly<Record<string, number>>;
  /** Of calls that were answered, failed or timed out in the last minute; refusals would only flatter. */
  readonly latencyMs: LatencyState;
  /** The last failure: its code, status or name, and when, in ms since 1970. */
  readonly lastError: { readonly code: string; readonly at: number } | null;
}

const field = (error: unknown, name: string): unknown =>
  typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;

/** A short word for what went wrong; never the message, which may tell of a customer. */
export function errorCode(error: unknown): string {
  const code = field(error, "code");
  if (typeof code === "string" && code !== "") return code;
  const status = field(error, "status");
  if (typeof status === "number") return `HTTP_${status}`;
  const name = field(error, "name");
  return typeof name === "string" && name !== "" ? name : typeof error;
}

/** Whether the service had its say, or its time was up: then how long it took means something. */
const wasServed = (error: unknown): boolean => !isResilienceError(error) || error.code === "TIMEOUT";

/** Counts the calls of one pipeline: a few additions a call. */
export class CallStatistics {
  private readonly clock: Clock;
  private calls = 0;
  private successes = 0;
  private failures = 0;
  private degraded = 0;
  private readonly rejections = new Map<string, number>();
  private readonly latencies = new LatencyHistogram();
  private lastError: CallCounts["lastError"] = null;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** A call began; the time is what its outcome is reported with. */
  begin(): number {
    this.calls += 1;
    return this.clock.now();
  }

  /** @returns how long the call took, in ms */
  succeeded(startedAt: number, degraded: boolean): number {
    const now = this.clock.now();
    this.successes += 1;
    if (degraded) this.degraded += 1;
    this.latencies.record(now - startedAt, now);
    return now - startedAt;
  }

  failed(startedAt: number, error: unknown): number {
    const now = this.clock.now();
    this.failures += 1;
    const code = errorCode(error);
    this.lastError = { code, at: this.clock.wallNow() };
    if (isResilienceError(error)) this.rejections.set(code, (this.rejections.get(code) ?? 0) + 1);
    if (wasServed(error)) this.latencies.record(now - startedAt, now);
    return now - startedAt;
  }

  get state(): CallCounts {
    const { calls, successes, failures, degraded } = this;
    const now = this.clock.now();
    const quantile = (share: number) => this.latencies.quantile(share, now) ?? null;
    return {
      calls,
      successes,
      failures,
      inFlight: calls - successes - failures,
      degraded,
      rejections: Object.fromEntries(this.rejections),
      latencyMs: { samples: this.latencies.count(now), p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) },
      lastError: this.lastError,
    };
  }
}
