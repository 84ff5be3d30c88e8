import { VirtualClock } from "@tidegate/resilience/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Database } from "../database/database.js";
import { migrate } from "../database/migrate.js";
import { PersistedCaches } from "./persisted-caches.js";

let database: Database;
let clock: VirtualClock;
beforeEach(async () => {
  database = await Database.open(":memory:", ":memory:");
  await migrate(database, ":memory:");
  clock = new VirtualClock();
});
afterEach(() => database.close());

const entryAt = (value: unknown, storedAt = clock.wallNow()) => ({ value, storedAt, expiresAt: storedAt + 60_000 });
const written = () => database.rows("SELECT name, key, value FROM cache ORDER BY name, key");

test("what was set is there at once, and in the next run", async () => {
  const caches = await PersistedCaches.open(database, clock);
  const entry = entryAt({ valid: true, name: "Açme" });
  await caches.store("vies").set("DE1", entry);
  expect(await caches.store("vies").get("DE1")).toEqual(entry);
  await caches.flush();
  const next = await PersistedCaches.open(database, clock);
  expect(await next.store("vies").get("DE1")).toEqual(entry);
});

test("one service's keys are not another's", async () => {
  const caches = await PersistedCaches.open(database, clock);
  await caches.store("vies").set("1", entryAt("vies"));
  expect(await caches.store("hmrc").get("1")).toBeUndefined();
});

test("what was deleted or replaced stays so", async () => {
  const caches = await PersistedCaches.open(database, clock);
  const store = caches.store("vies");
  await store.set("a", entryAt(1));
  await store.set("b", entryAt(1));
  await caches.flush();
  await store.delete("a");
  await store.set("b", entryAt(2));
  await caches.flush();
  expect(await written()).toEqual([{ name: "vies", key: "b", value: "2" }]);
});

test("a burst of changes is written once, half a second later", async () => {
  const caches = await PersistedCaches.open(database, clock);
  const store = caches.store("vies");
  await store.set("a", entryAt(1));
  await clock.advance(400);
  await store.set("a", entryAt(2));
  expect(await written()).toEqual([]);
  await clock.advance(100);
  expect(await written()).toEqual([{ name: "vies", key: "a", value: "2" }]);
});

test("a write that failed is tried again", async () => {
  const caches = await PersistedCaches.open(database, clock);
  await caches.store("vies").set("a", entryAt(1));
  await database.run("ALTER TABLE cache RENAME TO away");
  await expect(caches.flush()).rejects.toMatchObject({ name: "StorageError" });
  await database.run("ALTER TABLE away RENAME TO cache");
  await caches.flush();
  expect(await written()).toHaveLength(1);
});

test("an expired value is kept as last known good for thirty days", async () => {
  const caches = await PersistedCaches.open(database, clock);
  const day = 86_400_000;
  await caches.store("vies").set("old", entryAt(1, clock.wallNow() - 31 * day));
  await caches.store("vies").set("recent", entryAt(1, clock.wallNow() - 29 * day));
  await caches.flush();
  const next = (await PersistedCaches.open(database, clock)).store("vies");
  expect(await next.get("old")).toBeUndefined();
  expect(await next.get("recent")).toBeDefined();
});

test("a value for ever is kept", async () => {
  const caches = await PersistedCaches.open(database, clock);
  await caches.store("ecb").set("2024-01-15", { value: 1, storedAt: 0, expiresAt: 8.64e15 });
  await caches.flush();
  expect(await (await PersistedCaches.open(database, clock)).store("ecb").get("2024-01-15")).toMatchObject({
    expiresAt: 8.64e15,
  });
});
