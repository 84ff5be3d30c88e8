/**
 * Retrying what can not succeed: a request that is wrong stays wrong however often it is sent, and a payment that was
 * made before its answer got lost is made twice. It costs time, money and load; only passing failures of calls that may
 * be repeated are worth another try.
 */
import { pathToFileURL } from "node:url";
import { exponentialBackoff, type Pipeline, pipeline, retry } from "@tidegate/resilience";
import { seededRandom, VirtualClock } from "@tidegate/resilience/testing";
import { arrivals, type Demonstration, HttpError, percent, show } from "./simulation.js";

const traffic = { perSecond: 10, seconds: 200 };
const pricePerRequestUsd = 0.002;
const workMs = 80;

/** Of the calls 15 % are wrong (400), 2 % meet a passing failure (503), and of the payments 2 % lose their answer. */
const chances = { wrong: 0.15, passing: 0.02, lost: 0.02, payment: 0.2 };

export interface Outcome {
  calls: number;
  answered: number;
  requests: number;
  /** Payments that were made more than once. */
  doublePayments: number;
  /** How long callers waited to hear of a mistake of their own. */
  waitedForNoMs: number;
  mistakes: number;
}

const backoff = exponentialBackoff({ initialMs: 500, maxMs: 8_000 });

/** Whatever fails is tried six times. */
const everything = (clock: VirtualClock, random: () => number): Pipeline =>
  pipeline(retry({ maxRetries: 5, backoff, clock, random, isTransient: () => true }));

/** The default: passing failures only. */
const passingOnly = (clock: VirtualClock, random: () => number): Pipeline =>
  pipeline(retry({ maxRetries: 5, backoff, clock, random }));

interface Way {
  readonly policies: (clock: VirtualClock, random: () => number) => Pipeline;
  /** Whether the calls say which of them must not happen twice. */
  readonly saysWhatIsRepeatable: boolean;
}

async function simulate({ policies, saysWhatIsRepeatable }: Way): Promise<Outcome> {
  const clock = new VirtualClock();
  const random = seededRandom(5);
  const { execute } = policies(clock, seededRandom(6));
  const outcome: Outcome = {
    calls: 0,
    answered: 0,
    requests: 0,
    doublePayments: 0,
    waitedForNoMs: 0,
    mistakes: 0,
  };
  const request = () => {
    outcome.requests += 1;
    return new Promise<void>((resolve) => void clock.setTimeout(resolve, workMs));
  };
  arrivals(clock, random, traffic, () => {
    const isPayment = random() < chances.payment;
    const isWrong = random() < chances.wrong;
    const failsAtFirst = random() < (isPayment ? chances.lost : chances.passing);
    const arrivedAt = clock.now();
    let payments = 0;
    outcome.calls += 1;
    execute(
      async ({ attempt }) => {
        await request();
        if (isWrong) throw new HttpError(400);
        if (isPayment) payments += 1;
        // A payment's answer is lost after it was made; another request fails before anything happened.
        if (failsAtFirst && attempt === 1) throw new HttpError(503);
      },
      { idempotent: !(saysWhatIsRepeatable && isPayment) },
    )
      .then(
        () => {
          outcome.answered += 1;
        },
        () => {
          if (!isWrong) return;
          outcome.mistakes += 1;
          outcome.waitedForNoMs += clock.now() - arrivedAt;
        },
      )
      .finally(() => {
        if (payments > 1) outcome.doublePayments += 1;
      });
  });
  await clock.advance((traffic.seconds + 120) * 1_000);
  return outcome;
}

export interface RetryingFigures {
  readonly without: Outcome;
  readonly with: Outcome;
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
const price = ({ requests }: Outcome) => `${(requests * pricePerRequestUsd).toFixed(2)} USD`;

/** 2,000 calls, with every failure retried and with only those that may pass. */
export async function run(): Promise<Demonstration<RetryingFigures>> {
  const without = await simulate({ policies: everything, saysWhatIsRepeatable: false });
  const guarded = await simulate({ policies: passingOnly, saysWhatIsRepeatable: true });
  const row = (name: string, figure: (outcome: Outcome) => string) => [name, figure(without), figure(guarded)];
  return {
    title: `Retrying what can not succeed: ${without.calls} calls, 15 % of them wrong, a fifth of them payments`,
    table: [
      ["", "every failure", "passing ones, of repeatable calls"],
      row("requests sent", ({ requests }) => String(requests)),
      row("paid to the service", price),
      row("until a caller hears of its mistake", ({ waitedForNoMs, mistakes }) => seconds(waitedForNoMs / mistakes)),
      row("payments made twice", ({ doublePayments }) => String(doublePayments)),
      row("calls answered", ({ answered, calls }) => percent(answered, calls)),
    ],
    conclusion:
      `Retrying everything sends ${percent(without.requests - guarded.requests, guarded.requests)} more requests, and ` +
      `${without.doublePayments} payments happen twice; retrying what may pass: none, for ` +
      `${without.answered - guarded.answered} payments of ${without.calls} calls that report a lost answer.`,
    figures: { without, with: guarded },
    holds:
      without.requests > 1.5 * guarded.requests &&
      without.doublePayments > 0 &&
      guarded.doublePayments === 0 &&
      without.waitedForNoMs / without.mistakes > 10 * (guarded.waitedForNoMs / guarded.mistakes),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await show(run);
