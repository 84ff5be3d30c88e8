import type { CacheStore, Claim, StoreDetails, StoredValue } from "../cache/store.js";
import { checkOptions, having, milliseconds, optional, text } from "../options/check-options.js";
import { claimScript, deleteScript, deleteTagScript, storeScript } from "./cache-scripts.js";
import { type CacheCodec, jsonCodec } from "./codec.js";
import type { RedisConnection } from "./connection.js";
import { Invalidation } from "./invalidation.js";
import { loadPermit } from "./load-permit.js";

export interface RedisStoreOptions {
  readonly connection: RedisConnection;
  /** Begins every key and names the channel; one prefix for one cache. In a cluster with a hash tag: `"{rates}:"`. */
  readonly prefix: string;
  /** How values become text. Default: JSON, which refuses what it would lose (Date, Map, bigint, NaN, ..). */
  readonly codec?: CacheCodec;
  /** How long a process that died while it loaded keeps the others from loading; renewed while it lives. Default 5,000 ms. */
  readonly lockMs?: number;
  /** How long a process waits for the load of another before it loads itself. Default 10,000 ms. */
  readonly waitMs?: number;
  /** The longest life of a key in Redis, for values for ever too. Default 30 days. */
  readonly maxKeepMs?: number;
}

/** A cache's second level; give it to one cache. */
export interface RedisStore extends Required<CacheStore> {
  /** Resolves when changes of other processes are heard, or the server was found to be gone. */
  heard(): Promise<void>;
  /** Hears no more changes; the connection stays the caller's. */
  close(): Promise<void>;
}

const rules = {
  connection: having("command", "run", "subscribe", "watch"),
  prefix: text,
  codec: optional(having("encode", "decode")),
  lockMs: optional(milliseconds(100)),
  waitMs: optional(milliseconds(0)),
  maxKeepMs: optional(milliseconds(1)),
};

const day = 86_400_000;
/** A waiter asks again after this long, and then ever later: for when the message that wakes it was lost. */
const firstPauseMs = 25;
const longestPauseMs = 250;

const strings = (reply: unknown): readonly string[] => (Array.isArray(reply) ? reply.map(String) : []);

class SharedStore implements RedisStore {
  private readonly connection: RedisConnection;
  private readonly codec: CacheCodec;
  private readonly prefix: string;
  private readonly lockMs: number;
  private readonly waitMs: number;
  private readonly maxKeepMs: number;
  private readonly origin = globalThis.crypto.randomUUID();
  private readonly channel: string;
  private readonly invalidation: Invalidation;

  constructor({ connection, prefix, codec, lockMs, waitMs, maxKeepMs }: RedisStoreOptions) {
    this.connection = connection;
    this.prefix = prefix;
    this.codec = codec ?? jsonCodec;
    this.lockMs = Math.ceil(lockMs ?? 5_000);
    this.waitMs = waitMs ?? 10_000;
    this.maxKeepMs = maxKeepMs ?? 30 * day;
    this.channel = `${prefix}changes`;
    this.invalidation = new Invalidation(connection, this.channel, this.origin);
  }

  async get(key: string): Promise<StoredValue | undefined> {
    return (await this.ask(key, 0, "", "read"))?.stored;
  }

  async set(key: string, entry: StoredValue, details?: StoreDetails): Promise<void> {
    await this.put(key, "", 0, entry, details ?? { keepUntil: entry.expiresAt, loadMs: 0, tags: [] });
  }

  async delete(key: string): Promise<void> {
    await this.connection.run(deleteScript, this.keysOf(key), [this.channel, this.origin, key]);
  }

  async deleteByTag(tag: string): Promise<void> {
    const args = [Math.ceil(this.maxKeepMs), this.channel, this.origin, tag];
    await this.connection.run(deleteTagScript, [`${this.tagPrefix}${tag}`, this.versionKey], args);
  }

  async claim(key: string, knownVersion: number, isWanted: () => boolean): Promise<Claim> {
    const { clock } = this.connection;
    const token = globalThis.crypto.randomUUID();
    const patienceEnds = clock.now() + this.waitMs;
    for (let pauseMs = firstPauseMs; isWanted(); pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const remainingMs = patienceEnds - clock.now();
      const claim = await this.ask(key, knownVersion, token, remainingMs <= 0 ? "take" : "wait");
      if (claim !== undefined) return claim;
      await this.invalidation.wait(key, Math.max(1, Math.min(pauseMs, remainingMs)), clock);
    }
    return {};
  }

  onChange(listener: Parameters<Invalidation["listen"]>[0]): void {
    this.invalidation.listen(listener);
  }

  heard(): Promise<void> {
    return this.invalidation.heard();
  }

  close(): Promise<void> {
    return this.invalidation.close();
  }

  private get tagPrefix(): string {
    return `${this.prefix}tag:`;
  }

  private get versionKey(): string {
    return `${this.prefix}version`;
  }

  private valueKey(key: string): string {
    return `${this.prefix}value:${key}`;
  }

  private keysOf(key: string): readonly string[] {
    return [this.valueKey(key), `${this.prefix}lock:${key}`, this.versionKey];
  }

  /** Nothing when another process loads. */
  private async ask(key: string, known: number, token: string, how: "wait" | "take" | "read") {
    const { clock } = this.connection;
    const args = [known, clock.wallNow(), token, this.lockMs, how, this.tagPrefix];
    const reply = await this.connection.run(claimScript, this.keysOf(key), args);
    const [answer, since, text, ...about] = strings(reply);
    if (answer === "taken") return undefined;
    const permit = answer === "yours" ? this.permitOf(key, token, Number(since)) : undefined;
    try {
      return { stored: text === undefined ? undefined : this.storedOf(text, about), permit };
    } catch (error) {
      // What can not be read is loaded anew, and replaced.
      if (permit !== undefined) return { permit };
      await this.delete(key);
      throw error;
    }
  }

  private storedOf(text: string, [version, expiresAt, storedAt, loadMs, tags]: readonly string[]) {
    return {
      value: this.codec.decode(text),
      version: Number(version),
      expiresAt: Number(expiresAt),
      storedAt: Number(storedAt),
      loadMs: Number(loadMs),
      tags: tags === undefined || tags === "" ? [] : (JSON.parse(tags) as string[]),
    };
  }

  private permitOf(key: string, token: string, since: number) {
    const [, lockKey = ""] = this.keysOf(key);
    return loadPermit({
      connection: this.connection,
      lockKey,
      token,
      since,
      lockMs: this.lockMs,
      farewell: [this.channel, this.origin, key],
      store: (entry, details) => this.put(key, token, since, entry, details),
    });
  }

  private async put(key: string, token: string, since: number, entry: StoredValue, details: StoreDetails) {
    const { expiresAt, storedAt } = entry;
    const text = await this.encode(key, entry.value);
    const tags = details.tags.length === 0 ? "" : JSON.stringify(details.tags);
    const keepMs = Math.ceil(
      Math.min(Math.max(details.keepUntil - this.connection.clock.wallNow(), 1), this.maxKeepMs),
    );
    const about = [text, expiresAt, storedAt, details.loadMs, tags, keepMs];
    const args = [token, since, ...about, this.tagPrefix, this.channel, this.origin, key];
    const version = await this.connection.run(storeScript, this.keysOf(key), args);
    return version === null || version === undefined ? undefined : Number(version);
  }

  /** What can not be encoded is not stored, and what it replaces is no longer true; others may load. */
  private async encode(key: string, value: unknown): Promise<string> {
    try {
      return this.codec.encode(value);
    } catch (error) {
      await this.delete(key);
      throw error;
    }
  }
}

/**
 * Redis as the second level of a cache, shared by processes: one process loads a key while the others wait for its
 * value, and what one changes or deletes the others forget. With Redis gone the cache works on its memory and loads by
 * itself; when it is back, the memory is emptied, because changes of others may have been missed.
 *
 * Redis must not evict keys (`maxmemory-policy noeviction`): the marks of deleted tags are keys too.
 *
 * @throws ResilienceError `INVALID_OPTION`
 * @example
 * const store = redisStore({ connection: redisConnection(client), prefix: "rates:" });
 * const rates = cache<Rates>({ ttlMs: 60_000, lastKnownGoodMs: 86_400_000, store });
 */
export function redisStore(options: RedisStoreOptions): RedisStore {
  checkOptions("redisStore", options, rules);
  return new SharedStore(options);
}
