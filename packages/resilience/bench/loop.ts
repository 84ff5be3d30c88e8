import { setImmediate as turn } from "node:timers/promises";
import type { Case, Contestant, Run, Work } from "./contest.js";

export const inFlight = 1_000;

/** A contestant, ready to run batches of calls. */
export interface Subject {
  readonly name: string;
  /** Runs at least `calls` calls and returns how many it were. */
  readonly batch: (calls: number) => Promise<number>;
  /** Starts `calls` calls that stay in flight until the returned function is called and awaited. */
  readonly launch: (calls: number) => () => Promise<void>;
}

const answer = Object.freeze({ rate: 1.08, currency: "EUR" });

async function checkOutcome(name: string, { outcome }: Case, run: Run): Promise<void> {
  const came = await run().then(
    (value) => (value === undefined ? "nothing" : "value"),
    () => "rejection",
  );
  if (came !== outcome) throw new Error(`${name}: a call came to ${came}; the case is about ${outcome}`);
}

const one = (run: Run) => async (calls: number) => {
  for (let call = 0; call < calls; call += 1) await run();
  return calls;
};

const oneRejected = (run: Run) => async (calls: number) => {
  for (let call = 0; call < calls; call += 1) {
    try {
      await run();
    } catch {}
  }
  return calls;
};

/** Work of calls in flight: all of it ends together, when the gate opens. */
class Gate {
  private opened: Promise<unknown> = Promise.resolve(answer);
  private release: () => void = () => {};

  readonly work: Work = () => this.opened;

  close(): void {
    this.opened = new Promise((resolve) => {
      this.release = () => resolve(answer);
    });
  }

  open(): void {
    this.release();
  }
}

export async function prepare(contest: Case, contestant: Contestant): Promise<Subject> {
  const gate = new Gate();
  const gated = contest.shape === "flight" ? gate.work : async () => answer;
  const run = await contestant.prepare(gated);
  await checkOutcome(contestant.name, contest, run);
  const flights = async (calls: number) => {
    let done = 0;
    for (; done < calls; done += inFlight) {
      gate.close();
      const running: Promise<unknown>[] = [];
      for (let call = 0; call < inFlight; call += 1) running.push(run());
      await turn();
      gate.open();
      await Promise.all(running);
    }
    return done;
  };
  const ones = contest.outcome === "rejection" ? oneRejected(run) : one(run);
  return {
    name: contestant.name,
    batch: contest.shape === "flight" ? flights : ones,
    launch(calls) {
      gate.close();
      const running: Promise<unknown>[] = new Array(calls);
      for (let call = 0; call < calls; call += 1) running[call] = run();
      return async () => {
        gate.open();
        await Promise.allSettled(running);
      };
    },
  };
}

/** ms that passed, or that the processor worked for this process. */
export type Stopwatch = () => number;

export const wallTime: Stopwatch = () => performance.now();

/** For a machine that others use too: it leaves out when they ran, and counts the garbage collector's threads. */
export const processorTime: Stopwatch = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/**
 * Time for `calls` calls, in ms. The event loop turns between batches, off the clock: what a library leaves to it
 * (finalization, immediates) neither piles up nor counts.
 */
export async function timeCalls({ batch }: Subject, calls: number, now: Stopwatch): Promise<number> {
  let elapsed = 0;
  let done = 0;
  while (done < calls) {
    const startedAt = now();
    done += await batch(Math.min(inFlight, calls - done));
    elapsed += now() - startedAt;
    await turn();
  }
  return (elapsed / done) * calls;
}
