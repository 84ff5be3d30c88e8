import type { Clock } from "@tidegate/resilience";
import { isServiceError, type ServiceErrorCode } from "./error.js";

export interface ServiceStatistics {
  /** Questions put to the client, those included that shared another's request. */
  readonly calls: number;
  /** Requests that went out, retries included and tokens not. */
  readonly sent: number;
  /** Questions that ended without an answer. */
  readonly failures: number;
  /** ISO 8601 in UTC. */
  readonly lastAnswerAt: string | null;
  readonly lastFailure: { readonly code: ServiceErrorCode; readonly message: string; readonly at: string } | null;
}

export interface StatisticsKeeper {
  called(): void;
  sent(): void;
  answered(): void;
  failed(error: unknown): void;
  read(): ServiceStatistics;
}

export function statisticsKeeper(clock: Clock): StatisticsKeeper {
  let calls = 0;
  let sent = 0;
  let failures = 0;
  let lastAnswerAt: string | null = null;
  let lastFailure: ServiceStatistics["lastFailure"] = null;
  const now = () => new Date(clock.wallNow()).toISOString();
  return {
    called: () => {
      calls += 1;
    },
    sent: () => {
      sent += 1;
    },
    answered: () => {
      lastAnswerAt = now();
    },
    failed: (error) => {
      if (!isServiceError(error)) return;
      failures += 1;
      lastFailure = { code: error.code, message: error.message, at: now() };
    },
    read: () => ({ calls, sent, failures, lastAnswerAt, lastFailure }),
  };
}
