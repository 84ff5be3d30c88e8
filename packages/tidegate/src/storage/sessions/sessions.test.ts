import { afterEach, beforeEach, expect, test } from "vitest";
import { ledgerEntry } from "../../../../../test/contract/ledger-entry.js";
import { type DataFolder, openDataFolder } from "../data-folder.js";

let folder: DataFolder;
beforeEach(async () => {
  folder = await openDataFolder(":memory:");
});
afterEach(() => folder.close());

const startedAt = Date.UTC(2026, 0, 1, 10);
const start = { id: "20260101T100000-aaaa", startedAt, arguments: ["enhance", "samples"], baseCurrency: "USD" };
const sessionId = start.id;

const documents = [
  ledgerEntry({ sessionId, file: "/1", baseAmount: "100.10", riskLevel: "LOW", costUsd: "0.001" }),
  ledgerEntry({ sessionId, file: "/2", baseAmount: "200.20", riskLevel: "HIGH", route: "review", vendorName: "B" }),
  ledgerEntry({ sessionId, file: "/3", baseAmount: "50.00", type: "credit-note", currency: "USD" }),
  ledgerEntry({ sessionId, file: "/4", baseAmount: null, degraded: true, savedUsd: "0.002" }),
];

test("a session sums up its documents, credit notes taken off", async () => {
  await folder.sessions.start(start);
  await folder.ledger.remember([...documents, ledgerEntry({ sessionId: "other", file: "/5" })]);
  await folder.sessions.finish(sessionId, { finishedAt: startedAt + 1500, documents: 5, failed: 1 });
  expect(await folder.sessions.insight("last")).toEqual({
    id: sessionId,
    startedAt: "2026-01-01T10:00:00.000Z",
    finishedAt: "2026-01-01T10:00:01.500Z",
    durationMs: 1500,
    arguments: ["enhance", "samples"],
    baseCurrency: "USD",
    documents: 5,
    failed: 1,
    successRate: 0.8,
    total: "250.30",
    average: "83.43",
    vendors: 2,
    currencies: { EUR: 3, USD: 1 },
    risk: { LOW: 3, MEDIUM: 0, HIGH: 1 },
    reviewed: 1,
    degraded: 1,
    costUsd: "0.004",
    savedUsd: "0.002",
    cacheHits: 0,
    meanDurationMs: 1.5,
  });
});

test("a session stays as it ended when a later one processes its documents again", async () => {
  await folder.sessions.start(start);
  await folder.ledger.remember(documents);
  await folder.sessions.finish(sessionId, { finishedAt: startedAt + 1500, documents: 4, failed: 0 });
  const ended = await folder.sessions.insight(sessionId);
  await folder.ledger.remember(documents.map((entry) => ({ ...entry, sessionId: "later" })));
  expect(await folder.sessions.insight(sessionId)).toEqual(ended);
});

test("a session that was broken off is summed up as it stands", async () => {
  await folder.sessions.start(start);
  await folder.ledger.remember(documents);
  expect(await folder.sessions.insight(sessionId)).toMatchObject({
    finishedAt: null,
    durationMs: null,
    documents: 4,
    total: "250.30",
  });
});

test("a session without documents has no rate and no average", async () => {
  await folder.sessions.start(start);
  await folder.sessions.finish(sessionId, { finishedAt: startedAt, documents: 0, failed: 0 });
  expect(await folder.sessions.insight(sessionId)).toMatchObject({ successRate: null, average: null, total: "0.00" });
});

test("sessions are listed newest first, unknown ones are null", async () => {
  expect(await folder.sessions.insight("last")).toBeNull();
  await folder.sessions.start(start);
  await folder.sessions.start({ ...start, id: "20260102T100000-bbbb", startedAt: startedAt + 86_400_000 });
  expect((await folder.sessions.list(10)).map(({ id }) => id)).toEqual(["20260102T100000-bbbb", sessionId]);
  expect(await folder.sessions.list(1)).toHaveLength(1);
  expect(await folder.sessions.insight("nobody")).toBeNull();
});
