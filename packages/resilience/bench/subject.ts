import { setImmediate as turn } from "node:timers/promises";
import type { Case, Prepare, Run, Work } from "./contest.js";
import type { Stopwatch } from "./stopwatch.js";

export const inFlight = 1_000;

/** A contestant, ready to run calls. */
export interface Subject {
  /** Runs at least `calls` calls and returns how many it were. */
  readonly batch: (calls: number) => Promise<number>;
  /** Starts `calls` calls; where work waits for the gate, they end when the returned function is called. */
  readonly launch: (calls: number) => () => Promise<void>;
}

const answer = Object.freeze({ rate: 1.08, currency: "EUR" });

/** Work of calls in flight: all of it ends together, when the gate opens. */
class Gate {
  private passage: Promise<unknown> = Promise.resolve(answer);
  private release: () => void = () => {};

  readonly work: Work = () => this.passage;

  close(): void {
    this.passage = new Promise((resolve) => {
      this.release = () => resolve(answer);
    });
  }

  open(): void {
    this.release();
  }
}

async function checkOutcome({ name, outcome }: Case, run: Run): Promise<void> {
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

export async function prepareSubject(contest: Case, prepare: Prepare, shape = contest.shape): Promise<Subject> {
  const gate = new Gate();
  const run = await prepare(shape === "flight" ? gate.work : async () => answer);
  await checkOutcome(contest, run);

  const launch = (calls: number) => {
    gate.close();
    const running: Promise<unknown>[] = new Array(calls);
    for (let call = 0; call < calls; call += 1) running[call] = run();
    return async () => {
      gate.open();
      await Promise.all(running);
      // Whoever keeps this function keeps none of the calls.
      running.length = 0;
    };
  };

  const flights = async (calls: number) => {
    let done = 0;
    for (; done < calls; done += inFlight) {
      const land = launch(inFlight);
      await turn();
      await land();
    }
    return done;
  };

  const ones = contest.outcome === "rejection" ? oneRejected(run) : one(run);
  return { batch: shape === "flight" ? flights : ones, launch };
}

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
