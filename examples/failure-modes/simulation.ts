import { systemClock } from "@tidegate/resilience";
import type { VirtualClock } from "@tidegate/resilience/testing";

/** An answer of a service that is not what the caller hoped for. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the service answered ${status}`);
    this.status = status;
  }
}

interface ServiceSettings {
  readonly clock: VirtualClock;
  /** Requests served at the same time. */
  readonly workers: number;
  /** How long one takes. */
  readonly workMs: number;
  /** Requests that wait for a worker; one more is answered with 503. */
  readonly maxQueue: number;
}

/**
 * A service on another machine: a few workers and a line in front of them. It does not learn that a caller has gone, so
 * it works on requests whose answer nobody waits for any more.
 */
export class Service {
  /** Requests that have reached it. */
  received = 0;
  /** Whether it answers at all: stalled, it takes requests in and serves none. */
  stalled = false;
  private readonly settings: ServiceSettings;
  private readonly line: (() => void)[] = [];
  private busy = 0;

  constructor(settings: ServiceSettings) {
    this.settings = settings;
  }

  request(): Promise<string> {
    this.received += 1;
    if (this.line.length >= this.settings.maxQueue) return Promise.reject(new HttpError(503));
    const answered = new Promise<string>((resolve) => this.line.push(() => resolve("answer")));
    this.serve();
    return answered;
  }

  resume(): void {
    this.stalled = false;
    this.serve();
  }

  private serve(): void {
    const { clock, workers, workMs } = this.settings;
    while (!this.stalled && this.busy < workers) {
      const answer = this.line.shift();
      if (answer === undefined) return;
      this.busy += 1;
      clock.setTimeout(() => {
        this.busy -= 1;
        answer();
        this.serve();
      }, workMs);
    }
  }
}

/** Makes a call every `1 / perSecond` s on average, for `seconds`; how each ends is the caller's business. */
export function arrivals(
  clock: VirtualClock,
  random: () => number,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
  call: (number: number) => void,
): void {
  const end = clock.now() + seconds * 1_000;
  const arrive = (number: number) => {
    call(number);
    const pauseMs = (0.5 + random()) * (1_000 / perSecond);
    if (clock.now() + pauseMs < end) clock.setTimeout(() => arrive(number + 1), pauseMs);
  };
  clock.setTimeout(() => arrive(1), 0);
}

/** What a demonstration shows, and whether it is as promised. */
export interface Demonstration<Figures> {
  readonly title: string;
  /** The first row is the heading. */
  readonly table: readonly (readonly string[])[];
  readonly conclusion: string;
  readonly figures: Figures;
  readonly holds: boolean;
}

export const percent = (part: number, whole: number): string =>
  whole === 0 ? "-" : `${((100 * part) / whole).toFixed(part === whole ? 0 : 1)} %`;

function aligned(table: readonly (readonly string[])[]): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("   ");
  return table.map((row) => `  ${line(row).trimEnd()}`).join("\n");
}

/** Runs a demonstration, prints it, and has the process end with 1 when the promised difference is not there. */
export async function show<F>(run: () => Promise<Demonstration<F>>): Promise<void> {
  const startedAt = systemClock.now();
  const { title, table, conclusion, holds } = await run();
  const took = `simulated in ${((systemClock.now() - startedAt) / 1_000).toFixed(1)} s`;
  const verdict = holds ? conclusion : `NOT AS PROMISED: ${conclusion}`;
  process.stdout.write(`${title} (${took})\n\n${aligned(table)}\n\n${verdict}\n\n`);
  if (!holds) process.exitCode = 1;
}
