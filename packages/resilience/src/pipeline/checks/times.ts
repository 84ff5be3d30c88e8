import {
  amount,
  between,
  type Check,
  type Finding,
  insideOf,
  isTotal,
  type Link,
  limitMs,
  namesOf,
  ofKind,
  outsideOf,
  queues,
  setting,
} from "./chain.js";
import { longestPause, pauseBefore } from "./repetition.js";

/** The outer one starts no later and ends no later. A shared load of a cache in between outlives who asked for it. */
const timeoutNeverFires: Check = (chain) =>
  ofKind(chain, "timeout").flatMap((inner): Finding[] => {
    const outer = ofKind(outsideOf(chain, inner), "timeout").find(
      (timeout) => limitMs(timeout) <= limitMs(inner) && ofKind(between(chain, timeout, inner), "cache").length === 0,
    );
    if (outer === undefined) return [];
    return [
      {
        code: "TIMEOUT_NEVER_FIRES",
        links: [outer, inner],
        message: `${inner.policy.name} of ${limitMs(inner)} ms can never fire inside of ${outer.policy.name} of ${limitMs(outer)} ms: make the inner one shorter.`,
      },
    ];
  });

const totalEndsBeforeRetry: Check = (chain) =>
  ofKind(chain, "retry").flatMap((retry): Finding[] => {
    const pauseMs = pauseBefore(retry, 1);
    const total = ofKind(outsideOf(chain, retry), "timeout").find((timeout) => limitMs(timeout) <= pauseMs);
    if (total === undefined || amount(retry, "maxRetries") === 0) return [];
    return [
      {
        code: "TOTAL_TIMEOUT_BEFORE_FIRST_RETRY",
        links: [total, retry],
        message: `${total.policy.name} ends the call after ${limitMs(total)} ms, ${retry.policy.name} waits ${pauseMs} ms before its first retry: there is hardly ever one. Lengthen the timeout or shorten the backoff.`,
      },
    ];
  });

const elapsedNeverReached: Check = (chain) =>
  ofKind(chain, "retry").flatMap((retry): Finding[] => {
    const elapsedMs = amount(retry, "maxElapsedMs");
    if (elapsedMs === undefined) return [];
    const total = ofKind(outsideOf(chain, retry), "timeout").find((timeout) => limitMs(timeout) <= elapsedMs);
    if (total === undefined) return [];
    return [
      {
        code: "ELAPSED_LIMIT_NEVER_REACHED",
        links: [total, retry],
        message: `${total.policy.name} ends the call after ${limitMs(total)} ms, so that maxElapsedMs ${elapsedMs} of ${retry.policy.name} means nothing: make it shorter than the timeout, or leave it out.`,
      },
    ];
  });

const probeEndsBeforeTimeout: Check = (chain) =>
  ofKind(chain, "circuit-breaker").flatMap((breaker): Finding[] => {
    const probeMs = amount(breaker, "probeTimeoutMs");
    const inner = ofKind(insideOf(chain, breaker), "timeout");
    const shortest = Math.min(...inner.map(limitMs));
    if (probeMs === undefined || inner.length === 0 || probeMs >= shortest) return [];
    return [
      {
        code: "PROBE_ENDS_BEFORE_TIMEOUT",
        links: [breaker, ...inner],
        message: `${breaker.policy.name} gives a probe up after ${probeMs} ms, which may answer until ${shortest} ms: a slow service never closes the circuit. Make probeTimeoutMs at least ${shortest}.`,
      },
    ];
  });

const retryOutwaitsBreaker: Check = (chain) =>
  ofKind(chain, "circuit-breaker").flatMap((breaker): Finding[] => {
    const openMs = amount(breaker, "openMs");
    if (openMs === undefined) return [];
    return ofKind(outsideOf(chain, breaker), "retry").flatMap((retry): Finding[] => {
      const pause = longestPause(retry);
      if (pause.ms < openMs) return [];
      return [
        {
          code: "RETRY_OUTWAITS_BREAKER",
          links: [retry, breaker],
          message: `${retry.policy.name} waits up to ${pause.ms} ms before retry ${pause.retry}, ${breaker.policy.name} is open for ${openMs} ms: the retry sleeps through and comes back as the probe, so that the breaker spares the service nothing. Make openMs longer than the longest pause.`,
        },
      ];
    });
  });

const queueTimeoutNeverFires: Check = (chain) =>
  ofKind(chain, "bulkhead").flatMap((bulkhead): Finding[] => {
    const queueMs = amount(bulkhead, "queueTimeoutMs");
    if (queueMs === undefined) return [];
    const outer = ofKind(outsideOf(chain, bulkhead), "timeout").find((timeout) => limitMs(timeout) <= queueMs);
    if (outer === undefined) return [];
    return [
      {
        code: "QUEUE_TIMEOUT_NEVER_FIRES",
        links: [outer, bulkhead],
        message: `queueTimeoutMs ${queueMs} of ${bulkhead.policy.name} can never fire inside of ${outer.policy.name} of ${limitMs(outer)} ms${isTotal(outer) ? "" : ", whose TIMEOUT counts as the service's failure"}: make it shorter.`,
      },
    ];
  });

/** From when on a breaker takes a call for slow. */
function slowCallMs(breaker: Link): number | undefined {
  const strategy = setting(breaker, "strategy");
  const ms: unknown =
    typeof strategy === "object" && strategy !== null ? Reflect.get(strategy, "slowCallMs") : undefined;
  return typeof ms === "number" && Number.isFinite(ms) ? ms : undefined;
}

const slowCallsCountWaiting: Check = (chain) =>
  ofKind(chain, "circuit-breaker").flatMap((breaker): Finding[] => {
    const waiting = insideOf(chain, breaker).filter((link) => link.policy.kind === "retry" || queues(link));
    if (slowCallMs(breaker) === undefined || waiting.length === 0) return [];
    return [
      {
        code: "SLOW_CALLS_COUNT_WAITING",
        links: [breaker, ...waiting],
        message: `${breaker.policy.name} takes calls for slow that only waited in ${namesOf(waiting)}, and opens although the service is well: put the breaker inside of them, or leave slowCallMs out.`,
      },
    ];
  });

const slowCallsNeverCount: Check = (chain) =>
  ofKind(chain, "circuit-breaker").flatMap((breaker): Finding[] => {
    const slowMs = slowCallMs(breaker);
    const timeout = ofKind(chain, "timeout").find((link) => slowMs !== undefined && limitMs(link) <= slowMs);
    if (timeout === undefined) return [];
    return [
      {
        code: "SLOW_CALLS_NEVER_COUNT",
        links: [breaker, timeout].toSorted((one, other) => one.position - other.position),
        message: `${timeout.policy.name} ends calls after ${limitMs(timeout)} ms, so that none is ever slow at ${slowMs} ms for ${breaker.policy.name}: make slowCallMs shorter than the timeout.`,
      },
    ];
  });

/** Times that rule one another out. */
export const timeChecks: readonly Check[] = [
  timeoutNeverFires,
  totalEndsBeforeRetry,
  elapsedNeverReached,
  probeEndsBeforeTimeout,
  retryOutwaitsBreaker,
  queueTimeoutNeverFires,
  slowCallsCountWaiting,
  slowCallsNeverCount,
];
