import { refuseOptions } from "../options/check-options.js";

/** A client of the package `redis`, version 4 or later: one of `createClient`, already connected or connecting. */
export interface NodeRedisClient {
  sendCommand(args: string[]): Promise<unknown>;
  duplicate(): NodeRedisClient;
  connect(): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  /** Closes at once; its name since version 5. */
  destroy?(): unknown;
  disconnect(): unknown;
  on(event: string, listener: (...values: unknown[]) => void): unknown;
}

/** A client of the package `ioredis`, version 5 or later: a `Redis`. */
export interface IoRedisClient {
  call(command: string, ...args: string[]): Promise<unknown>;
  duplicate(): IoRedisClient;
  subscribe(...channels: string[]): Promise<unknown>;
  disconnect(): unknown;
  on(event: string, listener: (...values: unknown[]) => void): unknown;
}

export type RedisClient = NodeRedisClient | IoRedisClient;

/** What is left of a client once the packages' differences are gone. */
export interface Client {
  send(args: readonly string[]): Promise<unknown>;
  /**
   * A second client that hears `channel` until `close`, connecting again by itself.
   *
   * @param onState told `true` whenever the channel is heard (again), `false` when it no longer is
   */
  listen(channel: string, listener: (message: string) => void, onState: (heard: boolean) => void): Hearing;
}

interface Hearing {
  close(): Promise<void>;
}

const ignore = () => {};

/** Both packages end or warn about the process when nobody listens; what matters is told as `redis.lost`. */
const listened = new WeakSet<object>();

function listenForErrors(client: RedisClient): void {
  if (listened.has(client)) return;
  listened.add(client);
  client.on("error", ignore);
}

/** A client that never was connected refuses to be closed. */
async function closeNow(client: NodeRedisClient): Promise<void> {
  await (client.destroy === undefined ? client.disconnect() : client.destroy());
}

const nodeRedis = (client: NodeRedisClient): Client => ({
  send: async (args) => client.sendCommand([...args]),
  listen(channel, listener, onState) {
    const hearing = client.duplicate();
    hearing.on("error", () => onState(false));
    hearing.on("end", () => onState(false));
    // It subscribes again before it says that it is ready; the first time, there is nothing to subscribe to yet.
    let subscribed = false;
    hearing.on("ready", () => onState(subscribed));
    const start = async () => {
      await hearing.connect();
      await hearing.subscribe(channel, listener);
      subscribed = true;
      onState(true);
    };
    start().catch(() => onState(false));
    return { close: () => closeNow(hearing).catch(ignore) };
  },
});

const ioRedis = (client: IoRedisClient): Client => ({
  send: async ([command = "", ...args]) => client.call(command, ...args),
  listen(channel, listener, onState) {
    const hearing = client.duplicate();
    hearing.on("error", () => onState(false));
    hearing.on("close", () => onState(false));
    hearing.on("message", (from: unknown, message: unknown) => {
      if (from === channel) listener(String(message));
    });
    // Its own subscribing again comes after "ready" and tells nobody when it is done: ask once more, and wait.
    const subscribe = () => {
      hearing.subscribe(channel).then(
        () => onState(true),
        () => onState(false),
      );
    };
    hearing.on("ready", subscribe);
    subscribe();
    return { close: async () => void hearing.disconnect() };
  },
});

const has = (client: object, ...methods: readonly string[]): boolean =>
  [...methods, "duplicate", "subscribe", "disconnect", "on"].every(
    (method) => typeof Reflect.get(client, method) === "function",
  );

/** Clusters and sentinels of `redis` take the key first; one of them would take a command's name for it. */
const takesCommands = (client: object): boolean => {
  const send: unknown = Reflect.get(client, "sendCommand");
  return typeof send === "function" && send.length <= 2 && has(client, "connect");
};

/** @throws ResilienceError `INVALID_OPTION` when `client` is neither package's */
export function clientOf(client: RedisClient): Client {
  const given: unknown = client;
  if (typeof given === "object" && given !== null) {
    if (has(given, "call")) {
      listenForErrors(client);
      return ioRedis(client as IoRedisClient);
    }
    if (takesCommands(given)) {
      listenForErrors(client);
      return nodeRedis(client as NodeRedisClient);
    }
  }
  refuseOptions(
    "redisConnection",
    "client must be a client of the package redis (createClient, not a cluster) or ioredis (new Redis)",
  );
}
