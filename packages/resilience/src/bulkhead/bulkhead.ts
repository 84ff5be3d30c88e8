import type { Call } from "../call/call.js";
import { leftWaiting } from "../call/cancellation.js";
import { Hold } from "../call/hold.js";
import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { type ResilienceError, refusal } from "../errors/resilience-error.js";
import { checkOptions, clock, integer, milliseconds, optional, text } from "../options/check-options.js";
import type { Next, Policy } from "../pipeline/policy.js";
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
  readonly clock?: Clock;
}

export interface Bulkhead extends Policy {
  /** Slots in use; work that a timeout abandoned keeps its slot until it settles. */
  readonly running: number;
  readonly waiting: number;
}

const rules = {
  name: optional(text),
  concurrency: integer(1, 1_000_000),
  queue: optional(integer(0, 10_000_000)),
  queueTimeoutMs: optional(milliseconds(1)),
  clock: optional(clock),
};

/**
 * Runs a few calls at a time, first come, first served. A slot passes from the call that ends straight to the one that
 * waited longest, so that no newcomer slips in between and no accepted call is refused later.
 *
 * @example pipeline(bulkhead({ concurrency: 10, queue: 1_000 }))
 */
export function bulkhead(options: BulkheadOptions): Bulkhead {
  checkOptions("bulkhead", options, rules);
  const { name = "bulkhead", concurrency, queue = 0, queueTimeoutMs, clock = systemClock } = options;
  const line = new WaitingLine<Admit>();
  let running = 0;

  const release = () => {
    const admit = line.next();
    if (admit === undefined) running -= 1;
    else admit();
  };

  const refuse = (call: Call, problem: string): ResilienceError => {
    if (observed()) {
      emit({ type: "bulkhead.rejected", policy: name, key: call.key, retryAfterMs: undefined });
    }
    return refusal("BULKHEAD_FULL", `${name}: ${problem}.`);
  };

  const waitForSlot = (call: Call): Promise<void> => {
    const waited = waitInLine(line, {
      cancellation: call.cancellation,
      patience:
        queueTimeoutMs === undefined
          ? undefined
          : { clock, ms: queueTimeoutMs, onceOver: () => refuse(call, `no slot within ${queueTimeoutMs} ms`) },
      onLeave: () => {},
    });
    if (observed()) emit({ type: "bulkhead.queued", policy: name, key: call.key, waiting: line.size });
    return waited;
  };

  const runInSlot = async (call: Call, next: Next): Promise<unknown> => {
    const hold = new Hold(release, call.hold);
    try {
      return await next(call.holding(hold));
    } finally {
      hold.end();
    }
  };

  const runLater = async (call: Call, next: Next): Promise<unknown> => {
    if (call.cancellation?.cancelled) throw leftWaiting(call.cancellation);
    if (line.size >= queue) throw refuse(call, `all ${concurrency} slots and ${queue} places in the queue are taken`);
    await waitForSlot(call);
    if (!call.cancellation?.cancelled) return runInSlot(call, next);
    release();
    throw leftWaiting(call.cancellation);
  };

  return Object.freeze({
    kind: "bulkhead" as const,
    settings: Object.freeze({ ...options }),
    name,
    clock,
    wrap: (next: Next) => (call: Call) => {
      if (running >= concurrency) return runLater(call, next);
      running += 1;
      return runInSlot(call, next);
    },
    get running() {
      return running;
    },
    get waiting() {
      return line.size;
    },
  });
}
