import type { StoreChange } from "../cache/store.js";
import type { Clock } from "../clock/clock.js";
import type { RedisConnection } from "./connection.js";

interface ChangeMessage {
  readonly kind: string;
  readonly version: number;
  readonly origin: string;
  /** The key or the tag. */
  readonly name: string;
}

/** `kind version origin name`; the name comes last, because it may hold spaces. */
function parseMessage(message: string): ChangeMessage | undefined {
  const parts = /^(\S+) (\d+) (\S+) ([\s\S]*)$/.exec(message);
  if (parts === null) return undefined;
  const [, kind = "", version, origin = "", name = ""] = parts;
  return { kind, version: Number(version), origin, name };
}

function changeOf({ kind, version, name }: ChangeMessage): StoreChange | undefined {
  if (kind === "set" || kind === "delete") return { kind, key: name, version };
  return kind === "tag" ? { kind, tag: name } : undefined;
}

/** Hears what other processes change; whoever waits for a key is woken by any change of it. */
export class Invalidation {
  private readonly connection: RedisConnection;
  private readonly channel: string;
  private readonly origin: string;
  private readonly listeners = new Set<(change: StoreChange) => void>();
  private readonly waiting = new Map<string, Set<() => void>>();
  private stopping: Promise<() => Promise<void>> | undefined;
  private unwatch: (() => void) | undefined;

  constructor(connection: RedisConnection, channel: string, origin: string) {
    this.connection = connection;
    this.channel = channel;
    this.origin = origin;
  }

  /** Messages are lost while the channel is not heard, and may be while the server does not answer: then `all` is told. */
  listen(listener: (change: StoreChange) => void): void {
    this.listeners.add(listener);
    const missedSome = (over: boolean) => {
      if (over) this.tell({ kind: "all" });
    };
    this.unwatch ??= this.connection.watch(missedSome);
    this.stopping ??= this.connection.subscribe(this.channel, (message) => this.hear(message), missedSome);
  }

  /** Waits for a change of `key`, at most for `ms`. */
  wait(key: string, ms: number, clock: Clock): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.waiting.get(key) ?? new Set();
      this.waiting.set(key, waiting);
      const end = () => {
        clock.clearTimeout(timer);
        waiting.delete(end);
        if (waiting.size === 0 && this.waiting.get(key) === waiting) this.waiting.delete(key);
        resolve();
      };
      const timer = clock.setTimeout(end, ms);
      waiting.add(end);
    });
  }

  /** Resolves when the channel is heard, or was found to be gone. */
  async heard(): Promise<void> {
    await this.stopping;
  }

  async close(): Promise<void> {
    this.listeners.clear();
    this.unwatch?.();
    this.unwatch = undefined;
    const { stopping } = this;
    this.stopping = undefined;
    await (await stopping)?.();
  }

  private hear(text: string): void {
    const message = parseMessage(text);
    if (message === undefined) return;
    const change = message.origin === this.origin ? undefined : changeOf(message);
    if (change !== undefined) this.tell(change);
    for (const end of [...(this.waiting.get(message.name) ?? [])]) end();
  }

  private tell(change: StoreChange): void {
    for (const listener of this.listeners) listener(change);
  }
}
