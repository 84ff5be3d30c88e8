import { cache } from "@tidegate/resilience";
import { redisConnection, redisStore } from "../../packages/resilience/src/redis/index.js";
import type { Order, Task } from "./cache-processes.js";
import { openClient } from "./redis-server.js";

const [port = "", prefix = "", clientPackage = ""] = process.argv.slice(2);
const { client } = await openClient[clientPackage === "redis" ? "redis" : "ioredis"](Number(port));
const connection = redisConnection(client, { timeoutMs: 2_000 });
const store = redisStore({ connection, prefix, lockMs: 500 });
const values = cache<string>({
  ttl: (value) => (value.startsWith("shared") || value === "changed" ? 60_000 : 1_000),
  tags: (_key, value) => (value.startsWith("shared") || value === "changed" ? ["lasting"] : []),
  store,
});
await store.heard();

const load = (key: string, loadMs: number) => async () => {
  const count = await connection.command("INCR", `${prefix}loads:${key}`);
  await new Promise((resolve) => setTimeout(resolve, loadMs));
  return `${key} ${count}`;
};

async function perform(task: Task): Promise<unknown> {
  if (task.kind === "load") {
    const { key, times = 1, loadMs = 1 } = task;
    return Promise.all(Array.from({ length: times }, () => values.getOrLoad(key, load(key, loadMs))));
  }
  if (task.kind === "set") values.set(task.key, task.value);
  else values.deleteByTag(task.tag);
  return values.flush();
}

process.on("message", async ({ id, task }: Order) => {
  process.send?.({ id, result: (await perform(task)) ?? null });
});
process.send?.("ready");
