/**
 * Queue exhaustion: a queue without bound turns a burst into minutes of answers that come too late, and memory grows
 * meanwhile. A bound on the line and on the wait refuses the few at once that could not be served in time anyway.
 */
import { pathToFileURL } from "node:url";
import { type BulkheadOptions, bulkhead, pipeline } from "@tidegate/resilience";
import { seededRandom, VirtualClock } from "@tidegate/resilience/testing";
import { arrivals, type Demonstration, percent, show } from "./simulation.js";

const seconds = 120;
const spanSeconds = 15;

/** Ten at a time, 100 ms each: 100 a second. 80 a second arrive, and 160 a second from second 15 to 45. */
const concurrency = 10;
const workMs = 100;
const steady = { perSecond: 80, seconds };
const burst = { perSecond: 80, seconds: 30, from: 15 };

/** A caller has gone after that. */
const patienceMs = 1_000;

interface Span {
  calls: number;
  inTime: number;
  late: number;
  refused: number;
  longestLine: number;
}

async function simulate(queue: Pick<BulkheadOptions, "queue" | "queueTimeoutMs">): Promise<readonly Span[]> {
  const clock = new VirtualClock();
  const random = seededRandom(3);
  const slots = bulkhead({ concurrency, ...queue, clock });
  const { execute } = pipeline(slots);
  const spans = Array.from(
    { length: seconds / spanSeconds },
    (): Span => ({ calls: 0, inTime: 0, late: 0, refused: 0, longestLine: 0 }),
  );
  const call = () => {
    const span = spans[Math.floor(clock.now() / (spanSeconds * 1_000))];
    if (span === undefined) return;
    const arrivedAt = clock.now();
    span.calls += 1;
    const work = () => new Promise<void>((resolve) => void clock.setTimeout(resolve, workMs));
    execute(work).then(
      () => {
        if (clock.now() - arrivedAt <= patienceMs) span.inTime += 1;
        else span.late += 1;
      },
      () => {
        span.refused += 1;
      },
    );
    span.longestLine = Math.max(span.longestLine, slots.waiting);
  };
  arrivals(clock, random, steady, call);
  clock.setTimeout(() => arrivals(clock, random, burst, call), burst.from * 1_000);
  await clock.advance((seconds + 120) * 1_000);
  return spans;
}

const total = (spans: readonly Span[], field: keyof Span) => spans.reduce((sum, span) => sum + span[field], 0);

export interface QueueFigures {
  /** Share of all calls answered while the caller still waited. */
  readonly inTime: { readonly without: number; readonly with: number };
  readonly late: { readonly without: number; readonly with: number };
  readonly longestLine: { readonly without: number; readonly with: number };
}

/** Two minutes of traffic with a burst, through a queue without bound and a bounded one. */
export async function run(): Promise<Demonstration<QueueFigures>> {
  const without = await simulate({ queue: 10_000_000 });
  const bounded = await simulate({ queue: 80, queueTimeoutMs: 900 });
  const inTime = (spans: readonly Span[]) => total(spans, "inTime") / total(spans, "calls");
  const longest = (spans: readonly Span[]) => Math.max(...spans.map(({ longestLine }) => longestLine));
  const figures = {
    inTime: { without: inTime(without), with: inTime(bounded) },
    late: { without: total(without, "late"), with: total(bounded, "late") },
    longestLine: { without: longest(without), with: longest(bounded) },
  };
  return {
    title: "Queue exhaustion: a burst of 30 s, from second 15 to 45, on a service that is else at 80 %",
    table: [
      ["seconds", "unbounded: in time", "line", "bounded: in time", "refused", "line"],
      ...without.map((span, index) => {
        const other = bounded[index] ?? span;
        return [
          `${index * spanSeconds} to ${(index + 1) * spanSeconds}`,
          percent(span.inTime, span.calls),
          String(span.longestLine),
          percent(other.inTime, other.calls),
          percent(other.refused, other.calls),
          String(other.longestLine),
        ];
      }),
    ],
    conclusion:
      `Without a bound ${percent(figures.inTime.without, 1)} of the calls are answered in time and ` +
      `${figures.late.without} too late, with a line of up to ${figures.longestLine.without}; ` +
      `bounded it is ${percent(figures.inTime.with, 1)}, ${figures.late.with} late, ${figures.longestLine.with} in line.`,
    figures,
    holds:
      figures.inTime.without < 0.5 &&
      figures.inTime.with > 0.8 &&
      figures.late.with === 0 &&
      figures.longestLine.without > 10 * figures.longestLine.with,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await show(run);
