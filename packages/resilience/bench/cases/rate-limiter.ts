import { pipeline, rateLimiter } from "@tidegate/resilience";
import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Case, Work } from "../contest.js";
import { hour, key } from "./equal-settings.js";

/** The most that ours can be told to admit: no call of the benchmark waits. */
const rate = { limit: 100_000, periodMs: 1, perKey: {} };

const ours = (kind: "gcra" | "sliding-window") => (work: Work) => {
  const limiter = rateLimiter(kind === "gcra" ? { kind, burst: rate.limit, ...rate } : { kind, ...rate });
  const policies = pipeline(limiter);
  return () => policies.execute(work, { key });
};

/** A fixed window, which is all it has: it lets twice the rate through at a window's edge. */
const flexible = (work: Work) => {
  const limiter = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: hour / 1_000 });
  return async () => {
    await limiter.consume(key);
    return await work();
  };
};

export const gcraLimiter: Case = {
  name: "limiter",
  title: "rate limiter, one key",
  shape: "one",
  outcome: "value",
  retains: true,
  ours: ours("gcra"),
  peers: [{ name: "rate-limiter-flexible", bar: 2, prepare: flexible }],
};

export const windowLimiter: Case = {
  name: "limiter-window",
  title: "rate limiter, one key, sliding window",
  shape: "one",
  outcome: "value",
  retains: true,
  ours: ours("sliding-window"),
  peers: [{ name: "rate-limiter-flexible", prepare: flexible }],
};
