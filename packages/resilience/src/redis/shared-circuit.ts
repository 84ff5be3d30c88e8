import type { CircuitBreaker, CircuitBreakerOptions } from "../circuit-breaker/circuit-breaker.js";
import {
  checkOptions,
  having,
  integer,
  milliseconds,
  optional,
  refuseOptions,
  share,
  text,
} from "../options/check-options.js";
import { executeAlone } from "../pipeline/alone.js";
import { type Layer, layered } from "../pipeline/layer.js";
import type { RedisConnection } from "./connection.js";
import { Voter } from "./voter.js";

export interface SharedCircuitOptions {
  readonly connection: RedisConnection;
  /** Nodes that name the same service vote together. Default the breaker's name. */
  readonly service?: string;
  /** Names this process among the nodes. Default a random one. */
  readonly nodeId?: string;
  /** What the keys in Redis begin with. Default `"tidegate"`. */
  readonly prefix?: string;
  /** The share of the nodes that can tell which has to find the service failing, above 0 to 1. Default 0.5. */
  readonly quorum?: number;
  /** And at least so many nodes. Default 2. */
  readonly minimumNodes?: number;
  /** A node whose circuit is closed can tell when it has made so many calls within `callsWindowMs`. Default 5. */
  readonly minimumCalls?: number;
  /** Default 60,000 ms. */
  readonly callsWindowMs?: number;
  /** How often a node votes and counts. Default 1,000 ms. */
  readonly publishMs?: number;
  /** A node that has not voted for this long is gone, and so is its vote. Default 5 times `publishMs`. */
  readonly ttlMs?: number;
}

export interface SharedCircuitBreaker extends CircuitBreaker {
  /** Takes this node's vote back and stops voting; the breaker goes on by itself. */
  close(): Promise<void>;
}

const rules = {
  connection: having("command", "run"),
  service: optional(text),
  nodeId: optional(text),
  prefix: optional(text),
  quorum: optional(share),
  minimumNodes: optional(integer(1, 1_000_000)),
  minimumCalls: optional(integer(1, 1_000_000_000)),
  callsWindowMs: optional(milliseconds(1)),
  publishMs: optional(milliseconds(10)),
  ttlMs: optional(milliseconds(20)),
};

/**
 * Lets the nodes of a service share what their breakers found: when a quorum of those that can tell finds it failing,
 * the circuit opens for all of them, also for those that have not called yet; one bad node opens only its own. Each
 * node's breaker goes on deciding by its own calls, with or without Redis. A circuit that votes opened has no vote; it
 * is half-open as soon as the quorum is gone, at the latest after the breaker's `openMs`, and then this node's own
 * probe decides: one probe a node, because a way to the service that works for one node may not for another, and
 * because nobody has to be trusted with probing for all.
 *
 * @returns the breaker to put into pipelines in place of `breaker`
 * @throws ResilienceError `INVALID_OPTION`
 * @example
 * const breaker = shareCircuit(circuitBreaker({ name: "vies", strategy: consecutiveFailures(5) }), { connection });
 * await pipeline(breaker).execute(askVies);
 * await breaker.close();
 */
export function shareCircuit(breaker: CircuitBreaker, options: SharedCircuitOptions): SharedCircuitBreaker {
  checkOptions("shareCircuit", options, rules);
  const { layer: protect, settings } = breaker;
  if (protect === undefined) refuseOptions("shareCircuit", "the breaker must be one that circuitBreaker made");
  const { publishMs = 1_000, ttlMs = 5 * publishMs } = options;
  if (ttlMs < 2 * publishMs) refuseOptions("shareCircuit", `ttlMs must be at least twice publishMs, ${2 * publishMs}`);
  const voter = new Voter(breaker, {
    connection: options.connection,
    service: options.service ?? breaker.name,
    nodeId: options.nodeId ?? globalThis.crypto.randomUUID(),
    prefix: options.prefix ?? "tidegate",
    quorum: options.quorum ?? 0.5,
    minimumNodes: options.minimumNodes ?? 2,
    minimumCalls: options.minimumCalls ?? 5,
    callsWindowMs: options.callsWindowMs ?? 60_000,
    publishMs,
    ttlMs,
  });
  const { perKey } = settings as CircuitBreakerOptions;
  const circuitOf = (key = "") => (perKey === undefined ? "" : (perKey.by?.(key) ?? key));
  const layer = (next: Layer): Layer =>
    protect((call, outcome) => {
      voter.called(circuitOf(call.key));
      return next(call, outcome);
    });
  // Not spread: the breaker's getters stay getters. What lets calls through is replaced by what counts them too.
  const shared = {
    ...Object.getOwnPropertyDescriptors(breaker),
    ...Object.getOwnPropertyDescriptors({
      ...layered(layer),
      execute: executeAlone(() => policy),
      close: () => voter.close(),
    }),
  };
  const policy: SharedCircuitBreaker = Object.freeze(Object.defineProperties({}, shared) as SharedCircuitBreaker);
  return policy;
}
