import type { Call } from "../call/call.js";
import { leftWaiting } from "../call/cancellation.js";
import { Hold } from "../call/hold.js";
import type { Outcome } from "../call/outcome.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { type ResilienceError, refusal } from "../errors/resilience-error.js";
import { callable, checkOptions, clock, integer, milliseconds, optional, text } from "../options/check-options.js";
import { liveSettings, withDefaults } from "../options/live-settings.js";
import { invokeThen, invokeWork } from "../pipeline/invoke.js";
import type { Layer } from "../pipeline/layer.js";
import { livePolicy } from "../pipeline/live-policy.js";
import type { LivePolicy } from "../pipeline/policy.js";
import type { Line, QueueOrder } from "../queue/line.js";
import { onceAdmitted } from "../queue/once-admitted.js";
import { tellWaiting } from "../queue/tell-waiting.js";
import { type Admit, waitInLine } from "../queue/wait-in-line.js";
import { WaitingLine } from "../queue/waiting-line.js";

export interface BulkheadOptions {
  /** Names the policy in events and errors. Default `"bulkhead"`. */
  readonly name?: string;
  /** Calls that run at the same time. */
  readonly concurrency: number;
  /** Calls that wait for a slot; 0 rejects at once. Default 0. */
  readonly queue?: number;
  /** How long a call waits for a slot before `BULKHEAD_FULL`. Default: as long as it takes. */
  readonly queueTimeoutMs?: number;
  /** Who goes first among those who wait: `byPriority()`, `fairByKey()`. Default: who came first. */
  readonly order?: QueueOrder;
  readonly clock?: Clock;
}

export interface Bulkhead extends LivePolicy<BulkheadOptions> {
  /** Slots in use; work that a timeout abandoned keeps its slot until it settles. */
  readonly running: number;
  readonly waiting: number;
}

const rules = {
  name: optional(text),
  concurrency: integer(1, 1_000_000),
  queue: optional(integer(0, 10_000_000)),
  queueTimeoutMs: optional(milliseconds(1)),
  order: optional(callable),
  clock: optional(clock),
};

const read = (given: BulkheadOptions) => {
  checkOptions("bulkhead", given, rules);
  return withDefaults(given, { name: "bulkhead", queue: 0, clock: systemClock });
};

/**
 * Runs a few calls at a time, first come, first served unless `order` says otherwise. A slot passes from the call that
 * ends straight to the one whose turn it is, so that no newcomer slips in between and no accepted call is refused later.
 *
 * @example pipeline(bulkhead({ concurrency: 10, queue: 1_000 }))
 */
export function bulkhead(options: BulkheadOptions): Bulkhead {
  const live = liveSettings("bulkhead", options, read);
  const { name, clock, order } = live.current;
  const line: Line<Admit> = order === undefined ? new WaitingLine() : order(clock);
  let running = 0;

  /** Hands free slots to those who wait; fewer or more than one when the concurrency was changed meanwhile. */
  const handOver = () => {
    while (running < live.current.concurrency) {
      const admit = line.next();
      if (admit === undefined) return;
      running += 1;
      admit();
    }
  };

  const release = () => {
    running -= 1;
    if (line.size > 0) handOver();
  };

  const refuse = (call: Call, problem: string): ResilienceError => {
    if (observed()) {
      emit({ type: "bulkhead.rejected", policy: name, key: call.key, retryAfterMs: undefined });
    }
    return refusal("BULKHEAD_FULL", `${name}: ${problem}.`);
  };

  const waitForSlot = (call: Call): Promise<void> => {
    const ms = live.current.queueTimeoutMs;
    return waitInLine(line, {
      cancellation: call.cancellation,
      patience: ms === undefined ? undefined : { clock, ms, onceOver: () => refuse(call, `no slot within ${ms} ms`) },
      waiter: call,
      ...tellWaiting({ type: "bulkhead.queued", policy: name, key: call.key, clock, waiting: line.size + 1 }),
    });
  };

  const runInSlot = (call: Call, outcome: Outcome, next: Layer): unknown => {
    // Right around the work nothing can abandon it while it runs.
    if (next === invokeWork) return invokeThen(call, outcome, release);
    const slot = new Hold(release, call.hold, outcome);
    return next(call.holding(slot), slot);
  };

  const runLater = (call: Call, outcome: Outcome, next: Layer): unknown => {
    const { concurrency, queue } = live.current;
    if (call.cancellation?.cancelled) return outcome.fail(leftWaiting(call.cancellation));
    if (line.size >= queue) {
      return outcome.fail(refuse(call, `all ${concurrency} slots and ${queue} places in the queue are taken`));
    }
    return onceAdmitted(waitForSlot(call), call, outcome, () => runInSlot(call, outcome, next), release);
  };

  const layer =
    (next: Layer): Layer =>
    (call, outcome) => {
      if (running >= live.current.concurrency) return runLater(call, outcome, next);
      running += 1;
      return runInSlot(call, outcome, next);
    };

  return livePolicy("bulkhead", live, layer, {
    reconfigure(changes: Partial<BulkheadOptions>) {
      live.reconfigure(changes);
      handOver();
    },
    snapshot: () => ({ running, waiting: line.size }),
    get running() {
      return running;
    },
    get waiting() {
      return line.size;
    },
  });
}
