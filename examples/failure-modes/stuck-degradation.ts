/**
 * Stuck degradation: the service is back, and the callers still get the stand-in. Three home-made ways to get stuck: a
 * flag that says "down" for a fixed while, a cache that keeps the stand-in's answer as if it were the service's, and a
 * breaker whose one probe hangs. Here every call tries the work first, degraded answers are not cached, and probes have
 * a time limit.
 */
import { pathToFileURL } from "node:url";
import {
  cache,
  circuitBreaker,
  consecutiveFailures,
  fallback,
  type Pipeline,
  pipeline,
  timeout,
} from "@tidegate/resilience";
import { seededRandom, VirtualClock } from "@tidegate/resilience/testing";
import { arrivals, type Demonstration, HttpError, show } from "./simulation.js";

const traffic = { perSecond: 2, seconds: 900 };

/** Down from minute 2 to 4; the first request after 3:30 gets no answer at all. */
const outage = { from: 120_000, to: 240_000, hangsFrom: 210_000 };
const observedSeconds = traffic.seconds - outage.to / 1_000;
const ttlMs = 10_000;
const standIn = "stand-in";

type Ask = () => Promise<string>;

const never = () => new Promise<never>(() => {});

function service(clock: VirtualClock): Ask {
  let hung = false;
  return async () => {
    const now = clock.now();
    if (now < outage.from || now >= outage.to) return "answer";
    if (now < outage.hangsFrom || hung) throw new HttpError(503);
    hung = true;
    return never();
  };
}

/** After a failure the service is not asked for ten minutes: a guess made once, and never looked at again. */
function flagged(clock: VirtualClock, ask: Ask): Ask {
  let downUntil = 0;
  return async () => {
    if (clock.now() < downUntil) return standIn;
    try {
      return await ask();
    } catch {
      downUntil = clock.now() + 600_000;
      return standIn;
    }
  };
}

/** A cache of ten minutes around the whole, stand-in included. */
function cached(clock: VirtualClock, ask: Ask): Ask {
  let kept = { value: "", until: 0 };
  return async () => {
    if (clock.now() < kept.until) return kept.value;
    const value = await ask().catch(() => standIn);
    kept = { value, until: clock.now() + (value === standIn ? 600_000 : ttlMs) };
    return value;
  };
}

/** A breaker that lets one probe through and waits for it, however long. */
function probing(clock: VirtualClock, ask: Ask): Ask {
  let failures = 0;
  let openUntil = 0;
  let probe: Promise<string> | undefined;
  const close = () => {
    failures = 0;
    probe = undefined;
  };
  const reopen = () => {
    openUntil = clock.now() + 10_000;
    probe = undefined;
  };
  return async () => {
    if (failures >= 5) {
      if (clock.now() < openUntil || probe !== undefined) return standIn;
      probe = ask();
      probe.then(close, reopen);
      return standIn;
    }
    try {
      const answer = await ask();
      failures = 0;
      return answer;
    } catch {
      failures += 1;
      openUntil = clock.now() + 10_000;
      return standIn;
    }
  };
}

function guarded(clock: VirtualClock, ask: Ask): Ask {
  const policies: Pipeline<string> = pipeline(
    fallback([{ name: standIn, run: () => standIn }]),
    cache({ ttlMs, clock }),
    circuitBreaker({
      strategy: consecutiveFailures(5),
      openMs: 10_000,
      maxOpenMs: 30_000,
      probeTimeoutMs: 5_000,
      clock,
    }),
    timeout({ ms: 2_000, clock }),
  );
  return () => policies.execute(ask, { key: "rates" });
}

/** When the last call arrived that got the stand-in or nothing, in seconds after the service was back; 0 for none. */
async function degradedAfter(variant: (clock: VirtualClock, ask: Ask) => Ask): Promise<number> {
  const clock = new VirtualClock();
  const ask = variant(clock, service(clock));
  const unanswered = new Set<number>();
  arrivals(clock, seededRandom(11), traffic, () => {
    const arrivedAt = clock.now();
    unanswered.add(arrivedAt);
    ask().then(
      (answer) => {
        if (answer !== standIn) unanswered.delete(arrivedAt);
      },
      () => {},
    );
  });
  await clock.advance((traffic.seconds + 60) * 1_000);
  return Math.max(0, Math.round((Math.max(...unanswered) - outage.to) / 1_000));
}

/** Seconds of stand-ins after the service was back. */
export interface DegradationFigures {
  readonly flag: number;
  readonly cachedStandIn: number;
  readonly hungProbe: number;
  readonly with: number;
}

/** Fifteen minutes with an outage of two, through three home-made protections and through the library's. */
export async function run(): Promise<Demonstration<DegradationFigures>> {
  const figures = {
    flag: await degradedAfter(flagged),
    cachedStandIn: await degradedAfter(cached),
    hungProbe: await degradedAfter(probing),
    with: await degradedAfter(guarded),
  };
  const shown = (after: number) => `${after} s${after >= observedSeconds - 1 ? ", and for ever" : ""}`;
  return {
    title: "Stuck degradation: the service is back after two minutes; how long do callers still get the stand-in?",
    table: [
      ["protection", "stand-ins after it is back"],
      ["a flag, down for ten minutes", shown(figures.flag)],
      ["the stand-in cached for ten minutes", shown(figures.cachedStandIn)],
      ["a breaker whose probe may hang", shown(figures.hungProbe)],
      ["fallback, cache, breaker of this library", shown(figures.with)],
    ],
    conclusion:
      `The home-made ones stay degraded for ${Math.min(figures.flag, figures.cachedStandIn, figures.hungProbe)} s or ` +
      `more after the service is back; the pipeline for ${figures.with} s, which its open time (at most 30 s) bounds.`,
    figures,
    holds: Math.min(figures.flag, figures.cachedStandIn, figures.hungProbe) > 300 && figures.with <= 35,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await show(run);
