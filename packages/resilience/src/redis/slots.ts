import type { RedisConnection } from "./connection.js";
import { gcraScript, giveBackScript, pauseScript, slidingWindowScript } from "./rate-limit-scripts.js";
import type { RedisRateLimiterSettings } from "./rate-limiter-options.js";

/** Moments given to this process by the server, in ms from when the server answered. */
export interface Slots {
  /** The server's time of the answer, in microseconds: names the answer when slots go back. */
  readonly givenAt: number;
  readonly waits: readonly number[];
  /** The wait until the slot after these. */
  readonly following: number;
}

export interface Wanted {
  readonly count: number;
  /** Slots but the first may lie this far ahead. */
  readonly horizonMs: number;
  /** The first may lie this far ahead. */
  readonly patienceMs: number;
}

/** The most slots asked for at once: the server is at the script for about half a millisecond then. */
const mostAtOnce = 500;

/** In microseconds; further ahead than anybody waits, and exact in a double. */
const forever = 1e15;

function settingsOf({ kind, limit, periodMs, burst }: RedisRateLimiterSettings): number[] {
  const period = periodMs * 1_000;
  if (kind === "sliding-window") return [limit, period];
  const spacing = Math.floor(period / limit);
  const rest = period % limit;
  const tolerance = (burst - 1) * spacing + Math.floor(((burst - 1) * rest) / limit);
  return [limit, spacing, rest, tolerance, ((burst - 1) * rest) % limit];
}

/** What a limiter asks the server for. */
export class SlotServer {
  private readonly connection: RedisConnection;
  private readonly root: string;

  constructor(connection: RedisConnection, prefix: string, name: string) {
    this.connection = connection;
    // The braces put all keys of a limiter into one hash slot of a cluster.
    this.root = `${prefix}:{${name}}`;
  }

  take(key: string, wanted: Wanted, settings: RedisRateLimiterSettings): Promise<Slots> {
    return this.ask(key, wanted, true, settings);
  }

  look(key: string, wanted: Wanted, settings: RedisRateLimiterSettings): Promise<Slots> {
    return this.ask(key, wanted, false, settings);
  }

  /** A loss here is a slot that nobody uses: nobody needs to know. */
  giveBack(key: string, givenAt: number, count: number, settings: RedisRateLimiterSettings): void {
    const args = [givenAt, count, settings.kind, ...settingsOf(settings)];
    this.connection.run(giveBackScript, this.keys(key, settings), args).catch(() => {});
  }

  pause(key: string | undefined, ms: number): void {
    const paused = key === undefined ? `${this.root}:pause` : `${this.root}:pause:${key}`;
    this.connection.run(pauseScript, [paused], [ms]).catch(() => {});
  }

  private async ask(key: string, wanted: Wanted, taking: boolean, settings: RedisRateLimiterSettings): Promise<Slots> {
    const { count, horizonMs, patienceMs } = wanted;
    const args = [
      Math.min(count, mostAtOnce),
      taking ? 1 : 0,
      Math.min(forever, Math.floor(horizonMs * 1_000)),
      Math.min(forever, Math.max(0, Math.floor(patienceMs * 1_000))),
      ...settingsOf(settings),
    ];
    const script = settings.kind === "gcra" ? gcraScript : slidingWindowScript;
    const reply = await this.connection.run(script, this.keys(key, settings), args);
    const [givenAt = 0, following = 0, ...waits] = (reply as readonly unknown[]).map(Number);
    return { givenAt, following: following / 1_000, waits: waits.map((wait) => wait / 1_000) };
  }

  private keys(key: string, { kind }: RedisRateLimiterSettings): string[] {
    const { root } = this;
    return [`${root}:${kind}:${key}`, `${root}:log:${key}`, `${root}:pause`, `${root}:pause:${key}`];
  }
}
