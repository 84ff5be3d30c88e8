/**
 * A breaker that opens on a service that is well, and so makes the outage it was to prevent. Three ways to get there:
 * counting the callers' own mistakes, judging by too few calls, and one circuit for what fails separately.
 */
import { pathToFileURL } from "node:url";
import {
  type CircuitBreakerOptions,
  circuitBreaker,
  consecutiveFailures,
  isResilienceError,
  isServiceFailure,
  pipeline,
  timeWindow,
} from "@tidegate/resilience";
import { seededRandom, VirtualClock } from "@tidegate/resilience/testing";
import { arrivals, type Demonstration, HttpError, percent, show } from "./simulation.js";

const countries = ["AT", "BE", "DE", "ES", "FR", "IT", "NL", "PL"] as const;

interface Traffic {
  readonly perSecond: number;
  readonly seconds: number;
  /** What the service answers a country with; `undefined` when all is well. */
  readonly fault: (country: string, chance: number) => HttpError | undefined;
}

type Settings = Omit<CircuitBreakerOptions, "clock">;

interface Cause {
  readonly name: string;
  readonly traffic: Traffic;
  readonly naive: Settings;
  readonly right: Settings;
}

const openMs = 30_000;
const share = (failureRate: number) => timeWindow({ windowMs: 30_000, minimumCalls: 10, failureRate });

const causes: readonly Cause[] = [
  {
    name: "callers ask for what is not there: 40 % answers 404",
    traffic: { perSecond: 20, seconds: 300, fault: (_, chance) => (chance < 0.4 ? new HttpError(404) : undefined) },
    naive: { strategy: consecutiveFailures(5), openMs, isFailure: () => true },
    right: { strategy: consecutiveFailures(5), openMs, isFailure: isServiceFailure },
  },
  {
    name: "little traffic, 3 % answers 503: judged by a single call",
    traffic: { perSecond: 0.5, seconds: 3_600, fault: (_, chance) => (chance < 0.03 ? new HttpError(503) : undefined) },
    naive: { strategy: consecutiveFailures(1), openMs },
    right: { strategy: share(0.5), openMs },
  },
  {
    name: "one country of eight is down",
    traffic: { perSecond: 20, seconds: 300, fault: (country) => (country === "DE" ? new HttpError(503) : undefined) },
    naive: { strategy: share(0.1), openMs },
    right: { strategy: share(0.1), openMs, perKey: {} },
  },
];

/** Calls that the service would have answered, and how many of them the breaker refused. */
export interface Refusals {
  readonly answerable: number;
  readonly refused: number;
}

async function simulate({ perSecond, seconds, fault }: Traffic, settings: Settings): Promise<Refusals> {
  const clock = new VirtualClock();
  const random = seededRandom(7);
  const { execute } = pipeline(circuitBreaker({ ...settings, clock }));
  const tally = { answerable: 0, refused: 0 };
  arrivals(clock, random, { perSecond, seconds }, (number) => {
    const country = countries[number % countries.length] ?? "AT";
    const error = fault(country, random());
    if (error === undefined) tally.answerable += 1;
    const work = () => {
      if (error !== undefined) throw error;
      return "valid";
    };
    execute(work, { key: country }).catch((reason: unknown) => {
      if (error === undefined && isResilienceError(reason, "CIRCUIT_OPEN")) tally.refused += 1;
    });
  });
  await clock.advance(seconds * 1_000);
  return tally;
}

export interface FalsePositiveFigures {
  readonly cause: string;
  readonly naive: Refusals;
  readonly right: Refusals;
}

/** The same traffic through a naive breaker and through one that knows whose failure it is. */
export async function run(): Promise<Demonstration<readonly FalsePositiveFigures[]>> {
  const figures: FalsePositiveFigures[] = [];
  for (const { name, traffic, naive, right } of causes) {
    figures.push({ cause: name, naive: await simulate(traffic, naive), right: await simulate(traffic, right) });
  }
  const refused = ({ refused, answerable }: Refusals) => percent(refused, answerable);
  const rates = (which: "naive" | "right") => figures.map(({ [which]: tally }) => tally.refused / tally.answerable);
  return {
    title: "Breaker false positives: calls refused that the service would have answered",
    table: [
      ["cause", "naive breaker", "right one"],
      ...figures.map(({ cause, naive, right }) => [cause, refused(naive), refused(right)]),
    ],
    conclusion:
      `The naive breakers refuse ${percent(Math.min(...rates("naive")), 1)} or more of what was fine; counting only the ` +
      `service's failures, a minimum of calls and a circuit per key: ${percent(Math.max(...rates("right")), 1)}.`,
    figures,
    holds: rates("naive").every((rate) => rate > 0.15) && rates("right").every((rate) => rate === 0),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await show(run);
