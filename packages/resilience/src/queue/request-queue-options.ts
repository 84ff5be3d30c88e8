import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import {
  callable,
  checkOptions,
  clock,
  having,
  integer,
  milliseconds,
  optional,
  text,
} from "../options/check-options.js";
import { withDefaults } from "../options/live-settings.js";
import type { Pipeline } from "../pipeline/pipeline.js";
import type { QueueOrder } from "./line.js";
import type { DurationSummary } from "./recent-durations.js";

export interface RequestQueueOptions<Out = never> {
  /** Names the queue in events and errors. Default `"queue"`. */
  readonly name?: string;
  /** Requests that wait, 1 to 10,000,000; one more is refused with `QUEUE_FULL`. */
  readonly capacity: number;
  /** Requests that run at the same time, 1 to 1,000,000. Default 1. */
  readonly workers?: number;
  /** How long a request waits for a worker before `QUEUE_FULL`. Default: as long as it takes. */
  readonly queueTimeoutMs?: number;
  /** Who goes first: `byPriority()`, `fairByKey()`. Default: who came first. */
  readonly order?: QueueOrder;
  /** Runs every request. Default: none, the work itself is run. */
  readonly pipeline?: Pipeline<Out>;
  /** Producers that wait in `ready()` for room, 1 to 10,000,000. Default 1,000. */
  readonly producers?: number;
  readonly clock?: Clock;
}

export interface StopOptions {
  /** Whether what waits is still run; otherwise it is refused with `QUEUE_STOPPED` at once. Default `true`. */
  readonly drain?: boolean;
  /** What has not ended by then is: callers get `QUEUE_STOPPED`, signals are aborted. Default: as long as it takes. */
  readonly graceMs?: number;
}

/** `new` before the first start, `stopping` while accepted requests are still run. */
export type QueueState = "new" | "started" | "stopping" | "stopped";

/**
 * Counts since construction. Every accepted request ends in one way: `enqueued` is the sum of `completed`, `failed`,
 * `expired`, `cancelled`, `stopped`, of those that wait and those that run and have not been answered.
 */
export interface QueueStats {
  readonly state: QueueState;
  /** Accepted. */
  readonly enqueued: number;
  readonly completed: number;
  /** The work, or the pipeline around it, rejected. */
  readonly failed: number;
  /** Not accepted: the queue was full or stopped. */
  readonly rejected: number;
  /** The deadline or the queue's timeout passed, waiting or running. */
  readonly expired: number;
  /** The caller left, waiting or running. */
  readonly cancelled: number;
  /** Ended by `stop`. */
  readonly stopped: number;
  readonly waiting: number;
  /** Workers in use, also by work that runs on after its caller was answered. */
  readonly running: number;
  /** How long the last requests that were run had waited. */
  readonly waitMs: DurationSummary | undefined;
  /** How long the last requests that ended by themselves ran. */
  readonly runMs: DurationSummary | undefined;
}

const rules = {
  name: optional(text),
  capacity: integer(1, 10_000_000),
  workers: optional(integer(1, 1_000_000)),
  queueTimeoutMs: optional(milliseconds(1)),
  order: optional(callable),
  pipeline: optional(having("execute")),
  producers: optional(integer(1, 10_000_000)),
  clock: optional(clock),
};

const defaults = { name: "queue", workers: 1, producers: 1_000, clock: systemClock };

/** @throws ResilienceError `INVALID_OPTION` */
export function readQueueOptions<Out>(options: RequestQueueOptions<Out>) {
  checkOptions("RequestQueue", options, rules);
  return withDefaults(options, defaults);
}

export type QueueSettings = ReturnType<typeof readQueueOptions<unknown>>;
