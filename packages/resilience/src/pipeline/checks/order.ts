import {
  type Check,
  type Finding,
  insideOf,
  isTotal,
  type Link,
  namesOf,
  ofKind,
  outsideOf,
  queues,
  setting,
} from "./chain.js";
import { attemptsOf, hasBudget } from "./repetition.js";

/** One call that fails after many requests is one failure to a breaker around them. */
const retryInsideBreaker: Check = (chain) =>
  ofKind(chain, "circuit-breaker").flatMap((breaker): Finding[] => {
    const retries = ofKind(insideOf(chain, breaker), "retry").filter(
      (retry) => !hasBudget(retry) && ofKind(insideOf(chain, retry), "circuit-breaker").length === 0,
    );
    return retries.map((retry) => ({
      code: "RETRY_INSIDE_BREAKER",
      links: [breaker, retry],
      message: `${breaker.policy.name} counts one failure after up to ${attemptsOf(retry)} attempts of ${retry.policy.name} and opens late: put the retry outside of the breaker, or give it a budget.`,
    }));
  });

/** A limiter has to see every attempt. A breaker or a budget on the way bounds what it does not see. */
const limiterOutsideRepetition: Check = (chain) =>
  ofKind(chain, "rate-limiter").flatMap((limiter): Finding[] => {
    const repeating = ofKind(insideOf(chain, limiter), "retry", "hedging").filter(
      (link) => !hasBudget(link) && ofKind(insideOf(chain, link), "rate-limiter", "circuit-breaker").length === 0,
    );
    if (repeating.length === 0) return [];
    const names = namesOf(repeating);
    return [
      {
        code: "LIMITER_MISSES_ATTEMPTS",
        links: [limiter, ...repeating],
        message: `${limiter.policy.name} sees a call once, however often ${names} repeats it: put it inside of ${names}, so that every attempt counts.`,
      },
    ];
  });

const totalTimeoutInsideRetry: Check = (chain) =>
  ofKind(chain, "timeout")
    .filter(isTotal)
    .flatMap((timeout): Finding[] => {
      const retries = ofKind(outsideOf(chain, timeout), "retry");
      if (retries.length === 0) return [];
      return [
        {
          code: "TOTAL_TIMEOUT_INSIDE_RETRY",
          links: [...retries, timeout],
          message: `${timeout.policy.name} starts anew with every attempt, and its TIMEOUT of scope total is not retried: put it outside of ${namesOf(retries)}, or make it one of kind attempt.`,
        },
      ];
    });

const attemptTimeoutOutsideRetry: Check = (chain) =>
  ofKind(chain, "timeout")
    .filter((timeout) => !isTotal(timeout) && ofKind(outsideOf(chain, timeout), "retry").length === 0)
    .flatMap((timeout): Finding[] => {
      const retries = ofKind(insideOf(chain, timeout), "retry");
      if (retries.length === 0) return [];
      return [
        {
          code: "ATTEMPT_TIMEOUT_OUTSIDE_RETRY",
          links: [timeout, ...retries],
          message: `${timeout.policy.name} limits all attempts of ${namesOf(retries)} and their pauses together, not each: put it inside, or make it one of kind total.`,
        },
      ];
    });

/** A wait that counts as a slow service opens breakers and starts retries exactly when there are many calls. */
const queueInsideAttemptTimeout: Check = (chain) =>
  chain.filter(queues).flatMap((queue): Finding[] => {
    const timeouts = ofKind(outsideOf(chain, queue), "timeout").filter((timeout) => !isTotal(timeout));
    if (timeouts.length === 0) return [];
    return [
      {
        code: "QUEUE_INSIDE_ATTEMPT_TIMEOUT",
        links: [...timeouts, queue],
        message: `Waiting in ${queue.policy.name} uses up the time of ${namesOf(timeouts)}, and its TIMEOUT counts as the service's failure although the service was never asked: put the queue outside of the attempt's timeout.`,
      },
    ];
  });

const cacheInsideRetry: Check = (chain) =>
  ofKind(chain, "cache").flatMap((cache): Finding[] => {
    const retries = ofKind(outsideOf(chain, cache), "retry");
    if (retries.length === 0) return [];
    return [
      {
        code: "CACHE_INSIDE_RETRY",
        links: [...retries, cache],
        message: `All who wait for one load of ${cache.policy.name} retry it, each at a time of its own, and ${namesOf(retries)} repeats errors that the cache keeps: put the cache outside, so that one load has one retry.`,
      },
    ];
  });

/** A hit does not touch the service: it must neither need its permit nor count as its success. */
const cacheInsideProtection: Check = (chain) =>
  ofKind(chain, "cache").flatMap((cache): Finding[] => {
    const kinds = ["circuit-breaker", "rate-limiter", "bulkhead", "adaptive-concurrency", "load-shedding"] as const;
    const outer = ofKind(outsideOf(chain, cache), ...kinds);
    if (outer.length === 0) return [];
    return [
      {
        code: "CACHE_INSIDE_PROTECTION",
        links: [...outer, cache],
        message: `Hits of ${cache.policy.name} are refused, kept waiting or counted by ${namesOf(outer)} although they do not reach the service: put the cache outside.`,
      },
    ];
  });

const hidesFailures = (link: Link): boolean =>
  link.policy.kind === "fallback" ||
  (link.policy.kind === "cache" &&
    setting(link, "lastKnownGoodMs") !== undefined &&
    setting(link, "lastKnownGoodMs") !== 0);

const fallbackHidesFailures: Check = (chain) =>
  chain.filter(hidesFailures).flatMap((standIn): Finding[] => {
    const kinds = ["retry", "circuit-breaker", "hedging", "load-shedding", "adaptive-concurrency"] as const;
    const outer = ofKind(outsideOf(chain, standIn), ...kinds);
    if (outer.length === 0) return [];
    return [
      {
        code: "FALLBACK_HIDES_FAILURES",
        links: [...outer, standIn],
        message: `${standIn.policy.name} answers for a failed work before ${namesOf(outer)} sees the failure, which then never acts: put it outside of ${namesOf(outer)}.`,
      },
    ];
  });

const adaptiveLimitMeasuresPauses: Check = (chain) =>
  ofKind(chain, "adaptive-concurrency").flatMap((limit): Finding[] => {
    const pausing = insideOf(chain, limit).filter((link) => link.policy.kind === "retry" || queues(link));
    if (pausing.length === 0) return [];
    return [
      {
        code: "ADAPTIVE_LIMIT_MEASURES_PAUSES",
        links: [limit, ...pausing],
        message: `${limit.policy.name} takes the pauses and queues of ${namesOf(pausing)} for a slow service and lowers its limit: put it inside of them.`,
      },
    ];
  });

const chaosNotInnermost: Check = (chain) =>
  ofKind(chain, "chaos").flatMap((chaos): Finding[] => {
    const inner = insideOf(chain, chaos).filter(({ policy }) => policy.kind !== "chaos" && policy.kind !== "tracing");
    if (inner.length === 0) return [];
    return [
      {
        code: "CHAOS_NOT_INNERMOST",
        links: [chaos, ...inner],
        message: `What ${chaos.policy.name} injects never meets ${namesOf(inner)}, which stays untested: put it innermost, next to the work.`,
      },
    ];
  });

const chaosEnabled: Check = (chain) =>
  ofKind(chain, "chaos")
    .filter((chaos) => setting(chaos, "enabled") === true)
    .map((chaos) => ({
      code: "CHAOS_ENABLED",
      links: [chaos],
      message: `${chaos.policy.name} is enabled and harms calls on purpose: set enabled to false anywhere but in an experiment.`,
    }));

const policyTwice: Check = (chain) =>
  chain
    .filter(({ policy, position }) => chain.findIndex((other) => other.policy === policy) < position)
    .map((again) => {
      const first = chain.find((other) => other.policy === again.policy) ?? again;
      return {
        code: "POLICY_TWICE",
        links: [first, again],
        message: `The same ${again.policy.name} is in the pipeline twice: a call counts twice and, where it needs a slot or a permit, may wait for itself. Make a second policy, or leave one out.`,
      };
    });

/** What stands where it does harm. */
export const orderChecks: readonly Check[] = [
  retryInsideBreaker,
  limiterOutsideRepetition,
  totalTimeoutInsideRetry,
  attemptTimeoutOutsideRetry,
  queueInsideAttemptTimeout,
  cacheInsideRetry,
  cacheInsideProtection,
  fallbackHidesFailures,
  adaptiveLimitMeasuresPauses,
  chaosNotInnermost,
  chaosEnabled,
  policyTwice,
];
