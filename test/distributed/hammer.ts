import { pipeline } from "../../packages/resilience/src/index.js";
import { type RedisConnection, redisConnection, redisRateLimiter } from "../../packages/resilience/src/redis/index.js";
import { type ClientPackage, openClient } from "./redis-server.js";

/** What one process of a test does: so many calls, so many at a time, all through one limiter that all share. */
export interface HammerOrder {
  readonly client: ClientPackage;
  readonly port: number;
  readonly prefix: string;
  readonly limiter:
    | { readonly kind: "gcra"; readonly limit: number; readonly periodMs: number; readonly burst: number }
    | { readonly kind: "sliding-window"; readonly limit: number; readonly periodMs: number };
  readonly calls: number;
  readonly atOnce: number;
}

export interface HammerReport {
  /** When the slots that it was given begin, in microseconds of the server's clock. */
  readonly slots: readonly number[];
  readonly done: number;
  readonly questions: number;
}

/** Notes the slots that the server gives out, as replies tell: `now`, the next wait, and the wait until each slot. */
function listening(connection: RedisConnection, slots: number[], asked: () => void): RedisConnection {
  const run: RedisConnection["run"] = async (script, keys, args) => {
    asked();
    const reply = await connection.run(script, keys, args);
    if (Array.isArray(reply)) {
      const [now, , ...waits] = reply.map(Number);
      for (const wait of waits) slots.push((now ?? 0) + wait);
    }
    return reply;
  };
  return new Proxy(connection, {
    get(target, name) {
      const value: unknown = name === "run" ? run : Reflect.get(target, name, target);
      return typeof value === "function" && name !== "run" ? value.bind(target) : value;
    },
  });
}

async function hammer(order: HammerOrder): Promise<HammerReport> {
  const { client, close } = await openClient[order.client](order.port);
  const slots: number[] = [];
  let questions = 0;
  let done = 0;
  // Exactness is the subject, not speed: a busy machine must not look like a server that is gone.
  const connection = listening(redisConnection(client, { timeoutMs: 20_000 }), slots, () => {
    questions += 1;
  });
  const limiter = redisRateLimiter({ connection, prefix: order.prefix, maxQueue: 1_000_000, ...order.limiter });
  const { execute } = pipeline(limiter);
  const worker = async () => {
    while (done + waiting < order.calls) {
      waiting += 1;
      await execute(() => {
        waiting -= 1;
        done += 1;
      });
    }
  };
  let waiting = 0;
  await Promise.all(Array.from({ length: order.atOnce }, worker));
  await close();
  return { slots, done, questions };
}

process.on("message", (order: HammerOrder) => {
  hammer(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
