import { afterEach, beforeEach, expect, test } from "vitest";
import { Database } from "../database/database.js";
import { migrate } from "../database/migrate.js";
import { RateStore } from "./rate-store.js";

let database: Database;
let store: RateStore;
beforeEach(async () => {
  database = await Database.open(":memory:", ":memory:");
  await migrate(database, ":memory:");
  store = await RateStore.open(database);
});
afterEach(() => database.close());

const publication = (date: string, usd: string, source = "ecb", base = "EUR") => ({
  base,
  date,
  source,
  rates: { USD: usd },
});
const fetchedAt = 1_700_000_000_000;

test("the newest publication not after a day applies", async () => {
  await store.save([publication("2024-01-12", "1.0942"), publication("2024-01-15", "1.0945")], { fetchedAt });
  const dates = ["2024-01-11", "2024-01-12", "2024-01-14", "2024-01-15", "2030-01-01"];
  expect(dates.map((date) => store.newestOnOrBefore(date, "ecb")?.date)).toEqual([
    undefined,
    "2024-01-12",
    "2024-01-12",
    "2024-01-15",
    "2024-01-15",
  ]);
});

test("a rate comes back to the last digit, in the next run too", async () => {
  await store.save([publication("2024-01-15", "0.10000000000000000000001230")], { fetchedAt });
  const next = await RateStore.open(database);
  expect(next.newestOnOrBefore("2024-01-15", "ecb")).toEqual({
    ...publication("2024-01-15", "0.10000000000000000000001230"),
    fetchedAt,
  });
});

test("a day published again replaces the one before", async () => {
  await store.save([publication("2024-01-15", "1")], { fetchedAt });
  expect(store.newestOnOrBefore("2024-01-15", "ecb")?.rates).toEqual({ USD: "1" });
  await store.save([publication("2024-01-15", "2")], { fetchedAt: fetchedAt + 1 });
  expect(store.newestOnOrBefore("2024-01-15", "ecb")).toMatchObject({ rates: { USD: "2" }, fetchedAt: fetchedAt + 1 });
  expect((await RateStore.open(database)).publications()).toHaveLength(1);
});

test("sources and bases are told apart", async () => {
  await store.save(
    [
      publication("2024-01-15", "1"),
      publication("2024-01-16", "2", "open-er-api", "GBP"),
      publication("2024-01-14", "3", "open-er-api", "CHF"),
    ],
    { fetchedAt },
  );
  expect(store.newestOnOrBefore("2024-02-01", "ecb")?.rates).toEqual({ USD: "1" });
  expect(store.newestOnOrBefore("2024-02-01", "open-er-api")?.base).toBe("GBP");
  expect(store.newestOnOrBefore("2024-02-01", "open-er-api", "CHF")?.rates).toEqual({ USD: "3" });
  expect(store.newestOnOrBefore("2024-02-01", "frankfurter")).toBeNull();
  expect(store.publications({ from: "2024-01-15" }).map(({ date }) => date)).toEqual(["2024-01-15", "2024-01-16"]);
  expect(store.coverage()).toContainEqual({
    source: "ecb",
    base: "EUR",
    first: "2024-01-15",
    last: "2024-01-15",
    publications: 1,
  });
});

test("twenty-seven years of forty currencies are imported in seconds", async () => {
  const currencies = Array.from(
    { length: 40 },
    (_, index) => `X${String.fromCharCode(65 + (index % 26))}${index % 10}`,
  );
  const history = Array.from({ length: 6900 }, (_, day) => ({
    base: "EUR",
    date: new Date(Date.UTC(1999, 0, 4 + day)).toISOString().slice(0, 10),
    source: "ecb",
    rates: Object.fromEntries(currencies.map((currency, index) => [currency, (1 + (day + index) / 1e4).toFixed(4)])),
  }));
  const started = performance.now();
  await store.save(history, { fetchedAt });
  expect(performance.now() - started, "milliseconds; 200 on an idle machine").toBeLessThan(5000);
  expect((await RateStore.open(database)).publications({ source: "ecb" })).toHaveLength(6900);
});
