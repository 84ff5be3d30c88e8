/**
 * A retry storm: a hiccup of five seconds keeps a service down for good, because the retries alone are more than it can
 * serve. Every answer then comes after its caller has given up and asked again (Bronson et al., "Metastable Failures in
 * Distributed Systems", HotOS 2021). A budget bounds the retries, a breaker gives the service the time to work off its line.
 */
import { pathToFileURL } from "node:url";
import {
  circuitBreaker,
  consecutiveFailures,
  exponentialBackoff,
  type Pipeline,
  pipeline,
  retry,
  retryBudget,
  timeout,
} from "@tidegate/resilience";
import { seededRandom, VirtualClock } from "@tidegate/resilience/testing";
import { arrivals, type Demonstration, percent, Service, show } from "./simulation.js";

const seconds = 90;
const spanSeconds = 10;
const hiccup = { from: 20, to: 25 };

/** The service can answer 50 requests a second; 40 calls a second arrive. */
const load = { perSecond: 40, seconds };
const service = { workers: 5, workMs: 100, maxQueue: 500 };

/** What happened to the calls that arrived within ten seconds. */
interface Span {
  calls: number;
  answered: number;
  /** What the service got, retries included. */
  requests: number;
}

const backoff = exponentialBackoff({ initialMs: 100, maxMs: 1_000 });

/** The ordinary way: three retries with backoff and jitter. */
function retriesAlone(clock: VirtualClock, random: () => number): Pipeline {
  return pipeline(retry({ maxRetries: 3, backoff, clock, random }), timeout({ ms: 1_000, clock }));
}

function budgetAndBreaker(clock: VirtualClock, random: () => number): Pipeline {
  return pipeline(
    retry({ maxRetries: 3, backoff, clock, random, budget: retryBudget({ ratio: 0.1, capacity: 10 }) }),
    circuitBreaker({ strategy: consecutiveFailures(5), openMs: 5_000, maxOpenMs: 20_000, clock }),
    timeout({ ms: 1_000, clock }),
  );
}

async function simulate(policies: (clock: VirtualClock, random: () => number) => Pipeline): Promise<readonly Span[]> {
  const clock = new VirtualClock();
  const random = seededRandom(1);
  const server = new Service({ clock, ...service });
  const { execute } = policies(clock, random);
  const spans = Array.from({ length: seconds / spanSeconds }, (): Span => ({ calls: 0, answered: 0, requests: 0 }));
  const spanNow = () => spans[Math.floor(clock.now() / (spanSeconds * 1_000))];
  arrivals(clock, random, load, () => {
    const span = spanNow();
    if (span === undefined) return;
    span.calls += 1;
    execute(() => {
      const current = spanNow();
      if (current !== undefined) current.requests += 1;
      return server.request();
    }).then(
      () => {
        span.answered += 1;
      },
      () => {},
    );
  });
  clock.setTimeout(() => {
    server.stalled = true;
  }, hiccup.from * 1_000);
  clock.setTimeout(() => server.resume(), hiccup.to * 1_000);
  await clock.advance((seconds + 20) * 1_000);
  return spans;
}

export interface RetryStormFigures {
  /** Share of calls answered in the last ten seconds, more than a minute after the hiccup. */
  readonly answeredAtTheEnd: { readonly without: number; readonly with: number };
  /** The most requests in ten seconds that the service got per call. */
  readonly worstLoad: { readonly without: number; readonly with: number };
}

const share = (span: Span | undefined) => (span === undefined ? 0 : span.answered / span.calls);
const worst = (spans: readonly Span[]) => Math.max(...spans.map(({ requests, calls }) => requests / calls));

/** 40 calls a second for a minute and a half, with and without a budget and a breaker. */
export async function run(): Promise<Demonstration<RetryStormFigures>> {
  const without = await simulate(retriesAlone);
  const guarded = await simulate(budgetAndBreaker);
  const figures = {
    answeredAtTheEnd: { without: share(without.at(-1)), with: share(guarded.at(-1)) },
    worstLoad: { without: worst(without), with: worst(guarded) },
  };
  const cells = ({ answered, calls, requests }: Span) => [
    percent(answered, calls),
    (requests / spanSeconds).toFixed(0),
  ];
  return {
    title: "Retry storm: the service stalls from second 20 to 25 and is well again",
    table: [
      ["seconds", "retries alone: answered", "requests/s", "budget and breaker: answered", "requests/s"],
      ...without.map((span, index) => {
        const other = guarded[index] ?? span;
        return [`${index * spanSeconds} to ${(index + 1) * spanSeconds}`, ...cells(span), ...cells(other)];
      }),
    ],
    conclusion:
      `A minute after the hiccup, retries alone answer ${percent(figures.answeredAtTheEnd.without, 1)} of the calls; ` +
      `with a budget and a breaker it is ${percent(figures.answeredAtTheEnd.with, 1)}.`,
    figures,
    holds: figures.answeredAtTheEnd.without < 0.05 && figures.answeredAtTheEnd.with > 0.99,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await show(run);
