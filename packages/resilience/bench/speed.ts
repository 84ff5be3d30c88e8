import type { Case } from "./contest.js";
import { collectGarbage } from "./engine.js";
import { median, shuffled } from "./statistics.js";
import type { Stopwatch } from "./stopwatch.js";
import { inFlight, prepareSubject, type Subject, timeCalls } from "./subject.js";

const warmUpMs = 200;
const warmUpCalls = 10_000;
/** Short, so that many of them run undisturbed on a machine that does other things too. */
const sampleMs = 10;
const fewestCalls = 100;

export interface SpeedFigure {
  readonly name: string;
  readonly title: string;
  readonly peer: string;
  readonly oursNs: number;
  readonly peerNs: number;
  /** How many times faster ours was than the peer: in the middle, in the worst and in the best round. */
  readonly ratio: number;
  readonly worst: number;
  readonly best: number;
  /** The peer's fastest sample by our fastest: what others do on the machine is left out. */
  readonly undisturbed: number;
  readonly bar: number | null;
}

export interface SpeedOptions {
  readonly rounds: number;
  /** Shuffles the order within each round. */
  readonly random: () => number;
  readonly now: Stopwatch;
}

interface Runner {
  readonly subject: Subject;
  readonly calls: number;
  /** ns per call, one a round. */
  readonly samples: number[];
}

/** Lets the compiler do its work, and finds out how many calls fill a sample. */
async function warmUp(subject: Subject, now: Stopwatch): Promise<Runner> {
  let elapsed = 0;
  let calls = 0;
  let fastest = Number.POSITIVE_INFINITY;
  while (elapsed < warmUpMs || calls < warmUpCalls) {
    const ms = await timeCalls(subject, inFlight, now);
    elapsed += ms;
    calls += inFlight;
    fastest = Math.min(fastest, ms / inFlight);
  }
  return { subject, calls: Math.max(fewestCalls, Math.ceil(sampleMs / fastest)), samples: [] };
}

/**
 * A full collection throws away compiled code that knew objects which are gone: a sample is taken when the code is warm
 * again (a breaker's call costs 370 ns in the 8 ms after a collection, and 220 later).
 *
 * A ratio compares what ran next to each other; how fast the machine was in another round does not matter.
 */
export async function measureSpeed(contest: Case, { rounds, random, now }: SpeedOptions): Promise<SpeedFigure[]> {
  const runners: Runner[] = [];
  for (const prepare of [contest.ours, ...contest.peers.map((peer) => peer.prepare)]) {
    runners.push(await warmUp(await prepareSubject(contest, prepare), now));
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { subject, calls, samples } of shuffled(runners, random)) {
      collectGarbage();
      await timeCalls(subject, calls, now);
      samples.push(((await timeCalls(subject, calls, now)) / calls) * 1e6);
    }
  }
  const [ours = [], ...peers] = runners.map(({ samples }) => samples);
  return contest.peers.map((peer, index) => {
    const theirs = peers[index] ?? [];
    const ratios = theirs.map((ns, round) => ns / (ours[round] ?? Number.NaN));
    return {
      name: contest.name,
      title: contest.title,
      peer: peer.name,
      oursNs: median(ours),
      peerNs: median(theirs),
      ratio: median(ratios),
      worst: Math.min(...ratios),
      best: Math.max(...ratios),
      undisturbed: Math.min(...theirs) / Math.min(...ours),
      bar: peer.bar ?? null,
    };
  });
}
