import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { checkOptions, clock, milliseconds, optional, text } from "../options/check-options.js";
import { type Client, clientOf, type RedisClient } from "./client.js";
import { answeredWithError, RedisUnavailable, saysNoScript } from "./redis-errors.js";
import type { RedisScript } from "./script.js";

export interface RedisConnectionOptions {
  /** Names the server in events. Default `"redis"`. */
  readonly name?: string;
  /** A command without an answer by then fails, and the server counts as gone. Default 100 ms. */
  readonly timeoutMs?: number;
  /** How often at most a server that is gone is asked whether it is back. Default 1,000 ms. */
  readonly retryAfterMs?: number;
  readonly clock?: Clock;
}

/**
 * A Redis server behind a bound and a switch. A command that finds no answer within `timeoutMs`, or no connection,
 * turns the switch: from then on commands reject at once with {@link RedisUnavailable}, and nobody waits for the server
 * but a PING that goes beside the calls, one at a time, at most each `retryAfterMs`. When that is answered, commands go
 * to the server again. An error that the server answers with is passed on as it is, and turns nothing.
 */
export interface RedisConnection {
  readonly name: string;
  readonly clock: Clock;
  /** Whether the next command would be sent. */
  readonly available: boolean;
  /** Sends one command: `command("SET", key, value)`. */
  command(...args: readonly string[]): Promise<unknown>;
  /** Runs a script in one round trip: EVALSHA, and EVAL once more when the server does not know it yet. */
  run(script: RedisScript, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
  /**
   * Hears a channel on a connection of its own, which connects and subscribes again by itself. Messages sent while it
   * is down are lost: `onState` tells.
   *
   * @param onState told `true` whenever the channel is heard (again), `false` when it no longer is
   * @returns how to stop; it resolves when the channel is heard, at the latest after `timeoutMs`
   */
  subscribe(
    channel: string,
    listener: (message: string) => void,
    onState?: (heard: boolean) => void,
  ): Promise<() => Promise<void>>;
  /** Tells whenever the server is gone (`false`) or back (`true`); returns how to stop. */
  watch(listener: (available: boolean) => void): () => void;
}

interface Outage {
  readonly error: RedisUnavailable;
  readonly since: number;
  probedAt: number;
  probing: boolean;
}

const rules = {
  name: optional(text),
  timeoutMs: optional(milliseconds(1)),
  retryAfterMs: optional(milliseconds(1)),
  clock: optional(clock),
};

class SwitchedConnection implements RedisConnection {
  readonly name: string;
  readonly clock: Clock;
  private readonly client: Client;
  private readonly timeoutMs: number;
  private readonly retryAfterMs: number;
  private readonly watchers = new Set<(available: boolean) => void>();
  private outage: Outage | undefined;
  /** Counts outages, so that a command sent before one does not begin another after it. */
  private outages = 0;

  constructor(client: Client, { name, timeoutMs, retryAfterMs, clock }: RedisConnectionOptions) {
    this.client = client;
    this.name = name ?? "redis";
    this.clock = clock ?? systemClock;
    this.timeoutMs = timeoutMs ?? 100;
    this.retryAfterMs = retryAfterMs ?? 1_000;
  }

  get available(): boolean {
    return this.outage === undefined;
  }

  async command(...args: readonly string[]): Promise<unknown> {
    if (this.outage !== undefined) {
      this.probeWhenDue(this.outage);
      throw this.outage.error;
    }
    const { outages } = this;
    try {
      return await this.send(args);
    } catch (error) {
      if (answeredWithError(error)) throw error;
      throw this.lose(outages, error);
    }
  }

  async run(script: RedisScript, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...args.map(String)];
    const digest = script.digest();
    try {
      return await this.command("EVALSHA", typeof digest === "string" ? digest : await digest, ...rest);
    } catch (error) {
      if (!saysNoScript(error)) throw error;
      return this.command("EVAL", script.source, ...rest);
    }
  }

  subscribe(
    channel: string,
    listener: (message: string) => void,
    onState: (heard: boolean) => void = () => {},
  ): Promise<() => Promise<void>> {
    return new Promise((resolve) => {
      let heard = false;
      let stopped = false;
      const stop = async () => {
        if (stopped) return;
        stopped = true;
        this.clock.clearTimeout(timer);
        await hearing.close();
      };
      const tell = (now: boolean) => {
        if (stopped || now === heard) return;
        heard = now;
        onState(now);
        if (!now) return;
        this.clock.clearTimeout(timer);
        resolve(stop);
      };
      const timer = this.clock.setTimeout(() => resolve(stop), this.timeoutMs);
      const hearing = this.client.listen(channel, (message) => stopped || listener(message), tell);
    });
  }

  watch(listener: (available: boolean) => void): () => void {
    this.watchers.add(listener);
    return () => {
      this.watchers.delete(listener);
    };
  }

  private send(args: readonly string[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      // After a blocked event loop the timer fires before the answer is read that came meanwhile: one turn of grace.
      let timer = this.clock.setTimeout(() => {
        timer = this.clock.setTimeout(() => reject(new Error(`No answer within ${this.timeoutMs} ms.`)), 1);
      }, this.timeoutMs);
      this.client.send(args).then(
        (value) => {
          this.clock.clearTimeout(timer);
          resolve(value);
        },
        (error: unknown) => {
          this.clock.clearTimeout(timer);
          reject(error);
        },
      );
    });
  }

  private lose(outages: number, cause: unknown): RedisUnavailable {
    if (this.outage !== undefined) return this.outage.error;
    const error = new RedisUnavailable(`${this.name} is gone; it is asked again every ${this.retryAfterMs} ms.`, cause);
    if (outages !== this.outages) return error;
    const now = this.clock.now();
    this.outages += 1;
    this.outage = { error, since: now, probedAt: now, probing: false };
    if (observed()) emit({ type: "redis.lost", policy: this.name, key: undefined, error: cause });
    this.tellWatchers(false);
    return error;
  }

  private probeWhenDue(outage: Outage): void {
    const now = this.clock.now();
    if (outage.probing || now - outage.probedAt < this.retryAfterMs) return;
    outage.probing = true;
    outage.probedAt = now;
    void this.probe(outage);
  }

  /**
   * Clients keep commands for when they are connected again. So a probe that is late has not failed for good, and no
   * other is sent before it has settled; but only one that is answered in time says that the server is well.
   */
  private async probe(outage: Outage): Promise<void> {
    const sentAt = this.clock.now();
    try {
      await this.client.send(["PING"]);
      if (this.clock.now() - sentAt <= this.timeoutMs) this.rejoin(outage);
    } catch {
      // Still gone.
    }
    outage.probing = false;
  }

  private rejoin(outage: Outage): void {
    this.outage = undefined;
    const goneMs = this.clock.now() - outage.since;
    if (observed()) emit({ type: "redis.rejoined", policy: this.name, key: undefined, goneMs });
    this.tellWatchers(true);
  }

  private tellWatchers(available: boolean): void {
    for (const watcher of this.watchers) {
      try {
        watcher(available);
      } catch {
        // Whoever watches does not fail the call that found out.
      }
    }
  }
}

/**
 * A Redis server as the policies of this subpath use it, over a client of `redis` (connected) or `ioredis`. The client
 * stays the caller's: whoever made it closes it. Errors that it emits are listened to, so that a lost connection does
 * not end the process.
 *
 * @throws ResilienceError `INVALID_OPTION` when the client is neither package's, or an option is out of range
 * @example
 * const connection = redisConnection(new Redis("redis://localhost"), { timeoutMs: 50 });
 */
export function redisConnection(client: RedisClient, options: RedisConnectionOptions = {}): RedisConnection {
  checkOptions("redisConnection", options, rules);
  return new SwitchedConnection(clientOf(client), options);
}
