import type { CallOptions, Work } from "../call/context.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import type { Pipeline, Report } from "../pipeline/pipeline.js";
import type { CallStatistics } from "./call-statistics.js";

/** Only these can answer in the place of the work; other pipelines are spared the report. */
const standIns: readonly string[] = ["fallback", "cache"];

/** `pipeline` with every call counted and timed; the answers are its own. */
export function measured<Out>(name: string, pipeline: Pipeline<Out>, statistics: CallStatistics): Pipeline<Out> {
  const mayDegrade = pipeline.policies.some(({ kind }) => standIns.includes(kind));

  function begin(key: string | undefined): number {
    if (observed()) emit({ type: "call.started", policy: "pipeline", key, pipeline: name });
    return statistics.begin();
  }

  function succeeded(key: string | undefined, startedAt: number, degraded: boolean): void {
    const durationMs = statistics.succeeded(startedAt, degraded);
    if (!observed()) return;
    const settled = { type: "call.settled", policy: "pipeline", key, pipeline: name, durationMs } as const;
    emit({ ...settled, outcome: "success", degraded, error: undefined });
  }

  function failed(key: string | undefined, startedAt: number, error: unknown): void {
    const durationMs = statistics.failed(startedAt, error);
    if (!observed()) return;
    const settled = { type: "call.settled", policy: "pipeline", key, pipeline: name, durationMs } as const;
    emit({ ...settled, outcome: "failure", degraded: false, error });
  }

  async function executeWithReport<T>(work: Work<T>, options?: CallOptions): Promise<Report<T | Out>> {
    const key = options?.key;
    const startedAt = begin(key);
    let report: Report<T | Out>;
    try {
      report = await pipeline.executeWithReport(work, options);
    } catch (error) {
      failed(key, startedAt, error);
      throw error;
    }
    succeeded(key, startedAt, report.degraded);
    return report;
  }

  async function execute<T>(work: Work<T>, options?: CallOptions): Promise<T | Out> {
    if (mayDegrade) return (await executeWithReport(work, options)).value;
    const key = options?.key;
    const startedAt = begin(key);
    let value: T | Out;
    try {
      value = await pipeline.execute(work, options);
    } catch (error) {
      failed(key, startedAt, error);
      throw error;
    }
    succeeded(key, startedAt, false);
    return value;
  }

  return Object.freeze({ policies: pipeline.policies, execute, executeWithReport });
}
