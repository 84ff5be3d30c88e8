import * as tidegate from "@tidegate/resilience";
import { BentoCache, bentostore } from "bentocache";
import { memoryDriver } from "bentocache/drivers/memory";
import * as cockatiel from "cockatiel";
import { LRUCache } from "lru-cache";
import Opossum from "opossum";
import PQueue from "p-queue";
import pRetry from "p-retry";
import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Case, Run, Work } from "./contest.js";

const hour = 3_600_000;
const key = "customer-1";
const ours = "tidegate";

const failing = async () => {
  throw new Error("the service is down");
};

async function fail(times: number, run: (work: Work) => Promise<unknown>): Promise<void> {
  for (let failure = 0; failure < times; failure += 1) await run(failing).catch(() => {});
}

const failuresToOpen = 5;
const newStrategy = (): never =>
  ("consecutiveFailures" in tidegate
    ? (tidegate.consecutiveFailures as (failures: number) => unknown)(failuresToOpen)
    : { kind: "consecutive", failures: failuresToOpen }) as never;
const newBackoff = (): never =>
  ("exponentialBackoff" in tidegate
    ? (tidegate.exponentialBackoff as (options: object) => unknown)({ initialMs: 200, maxMs: 5_000 })
    : { kind: "exponential", initialMs: 200, maxMs: 5_000 }) as never;

const ourBreaker = () => tidegate.circuitBreaker({ strategy: newStrategy(), openMs: hour });
const ourRetry = () => tidegate.retry({ maxRetries: 3, backoff: newBackoff() });
const ourTimeout = () => tidegate.timeout({ ms: 30_000 });

const theirBreaker = () =>
  cockatiel.circuitBreaker(cockatiel.handleAll, {
    halfOpenAfter: hour,
    breaker: new cockatiel.ConsecutiveBreaker(failuresToOpen),
  });
const theirRetry = () =>
  cockatiel.retry(cockatiel.handleAll, {
    maxAttempts: 3,
    backoff: new cockatiel.ExponentialBackoff({ initialDelay: 200, maxDelay: 5_000 }),
  });
const theirTimeout = () => cockatiel.timeout(30_000, cockatiel.TimeoutStrategy.Aggressive);

/** `timeout: false` and no volume threshold beyond ours: the breaker alone. */
const opossumOptions = { timeout: false as const, resetTimeout: hour, volumeThreshold: failuresToOpen };

function ourFour(concurrency: number, work: Work): Run {
  const policies = tidegate.pipeline(
    ourRetry(),
    ourBreaker(),
    tidegate.bulkhead({ concurrency, queue: 100 }),
    ourTimeout(),
  );
  return () => policies.execute(work);
}

function theirFour(concurrency: number, work: Work): Run {
  const policies = cockatiel.wrap(theirRetry(), theirBreaker(), cockatiel.bulkhead(concurrency, 100), theirTimeout());
  return () => policies.execute(work);
}

/** The least that an asynchronous wrapper can be. */
async function bare(work: Work): Promise<unknown> {
  return await work();
}

function ourLimiter(kind: "gcra" | "sliding-window", work: Work): Run {
  // The most that it can be told to admit: no call of the benchmark waits.
  const rate = { limit: 100_000, periodMs: 1, perKey: {} };
  const limiter = tidegate.rateLimiter(kind === "gcra" ? { kind, burst: 100_000, ...rate } : { kind, ...rate });
  const policies = tidegate.pipeline(limiter);
  return () => policies.execute(work, { key });
}

function theirLimiter(work: Work): Run {
  const limiter = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: 3_600 });
  return async () => {
    await limiter.consume(key);
    return await work();
  };
}

const bento = (serialize: boolean) =>
  new BentoCache({
    default: "memory",
    stores: { memory: bentostore().useL1Layer(memoryDriver({ maxItems: 10_000, serialize })) },
  });

export const cases: readonly Case[] = [
  {
    name: "breaker",
    title: "breaker, success",
    shape: "one",
    outcome: "value",
    ours: {
      name: ours,
      prepare(work) {
        const policies = tidegate.pipeline(ourBreaker());
        return () => policies.execute(work);
      },
    },
    peers: [
      {
        name: "cockatiel",
        bar: 1,
        prepare(work) {
          const policy = theirBreaker();
          return () => policy.execute(work);
        },
      },
      { name: "bare async wrapper", bar: 1 / 1.5, prepare: (work) => () => bare(work) },
      {
        name: "opossum",
        bar: 1,
        prepare(work) {
          const breaker = new Opossum(work, opossumOptions);
          return () => breaker.fire();
        },
      },
    ],
  },
  {
    name: "retry",
    title: "retry, success",
    shape: "one",
    outcome: "value",
    ours: {
      name: ours,
      prepare(work) {
        const policies = tidegate.pipeline(ourRetry());
        return () => policies.execute(work);
      },
    },
    peers: [
      {
        name: "cockatiel",
        bar: 1,
        prepare(work) {
          const policy = theirRetry();
          return () => policy.execute(work);
        },
      },
      {
        name: "p-retry",
        bar: 1,
        prepare(work) {
          const options = { retries: 3, minTimeout: 200, maxTimeout: 5_000 };
          return () => pRetry(work, options);
        },
      },
    ],
  },
  {
    name: "bulkhead",
    title: "bulkhead, success",
    shape: "one",
    outcome: "value",
    ours: {
      name: ours,
      prepare(work) {
        const policies = tidegate.pipeline(tidegate.bulkhead({ concurrency: 10, queue: 100 }));
        return () => policies.execute(work);
      },
    },
    peers: [
      {
        name: "cockatiel",
        bar: 1,
        prepare(work) {
          const policy = cockatiel.bulkhead(10, 100);
          return () => policy.execute(work);
        },
      },
      {
        name: "p-queue",
        bar: 1,
        prepare(work) {
          const queue = new PQueue({ concurrency: 10 });
          return () => queue.add(work);
        },
      },
    ],
  },
  {
    name: "bulkhead-queued",
    title: "bulkhead, 1,000 calls through 10 slots",
    shape: "flight",
    outcome: "value",
    ours: {
      name: ours,
      prepare(work) {
        const policies = tidegate.pipeline(tidegate.bulkhead({ concurrency: 10, queue: 1_000 }));
        return () => policies.execute(work);
      },
    },
    peers: [
      {
        name: "cockatiel",
        prepare(work) {
          const policy = cockatiel.bulkhead(10, 1_000);
          return () => policy.execute(work);
        },
      },
      {
        name: "p-queue",
        prepare(work) {
          const queue = new PQueue({ concurrency: 10 });
          return () => queue.add(work);
        },
      },
    ],
  },
  {
    name: "timeout",
    title: "timeout, work that ignores its signal",
    shape: "one",
    outcome: "value",
    ours: {
      name: ours,
      prepare(work) {
        const policies = tidegate.pipeline(ourTimeout());
        return () => policies.execute(work);
      },
    },
    peers: [
      {
        name: "cockatiel",
        bar: 15,
        prepare(work) {
          const policy = theirTimeout();
          return () => policy.execute(work);
        },
      },
    ],
  },
  {
    name: "four",
    title: "retry + breaker + bulkhead + timeout",
    shape: "one",
    outcome: "value",
    ours: { name: ours, prepare: (work) => ourFour(10, work) },
    peers: [{ name: "cockatiel", bar: 15, prepare: (work) => theirFour(10, work) }],
  },
  {
    name: "open",
    title: "open rejection",
    shape: "one",
    outcome: "rejection",
    ours: {
      name: ours,
      async prepare(work) {
        const policies = tidegate.pipeline(ourBreaker());
        await fail(failuresToOpen, (down) => policies.execute(down));
        return () => policies.execute(work);
      },
    },
    peers: [
      {
        name: "cockatiel",
        bar: 4,
        async prepare(work) {
          const policy = theirBreaker();
          await fail(failuresToOpen, (down) => policy.execute(down));
          return () => policy.execute(work);
        },
      },
      {
        name: "opossum",
        async prepare() {
          const breaker = new Opossum(failing, opossumOptions);
          await fail(failuresToOpen, () => breaker.fire());
          return () => breaker.fire();
        },
      },
    ],
  },
  {
    name: "flight",
    title: "1,000 in flight through the four",
    shape: "flight",
    outcome: "value",
    ours: { name: ours, prepare: (work) => ourFour(1_000, work) },
    peers: [{ name: "cockatiel", bar: 30, prepare: (work) => theirFour(1_000, work) }],
  },
  {
    name: "cache",
    title: "cache hit",
    shape: "one",
    outcome: "value",
    ours: {
      name: ours,
      prepare(work) {
        const answers = tidegate.cache({ ttlMs: hour, maxEntries: 10_000 });
        return () => answers.getOrLoad(key, work);
      },
    },
    peers: [
      {
        name: "bentocache",
        bar: 15,
        prepare(work) {
          const answers = bento(true);
          return () => answers.getOrSet({ key, ttl: hour, factory: work });
        },
      },
      {
        name: "bentocache, serialize: false",
        prepare(work) {
          const answers = bento(false);
          return () => answers.getOrSet({ key, ttl: hour, factory: work });
        },
      },
      {
        name: "lru-cache fetch",
        prepare(work) {
          const answers = new LRUCache<string, object>({
            max: 10_000,
            ttl: hour,
            fetchMethod: async () => (await work()) as object,
          });
          return () => answers.fetch(key);
        },
      },
    ],
  },
  {
    name: "limiter",
    title: "rate limiter, one key",
    shape: "one",
    outcome: "value",
    ours: { name: ours, prepare: (work) => ourLimiter("gcra", work) },
    peers: [{ name: "rate-limiter-flexible", bar: 2, prepare: theirLimiter }],
  },
  {
    name: "limiter-window",
    title: "rate limiter, one key, sliding window",
    shape: "one",
    outcome: "value",
    ours: { name: ours, prepare: (work) => ourLimiter("sliding-window", work) },
    peers: [{ name: "rate-limiter-flexible", prepare: theirLimiter }],
  },
];
