import { expect, it } from "vitest";
import { utcDay } from "./utc-day.js";

it("changes at midnight UTC, back and forth", () => {
  const midnight = Date.UTC(2026, 2, 10);
  const days = [midnight - 1, midnight, midnight + 86_399_999, midnight + 86_400_000, midnight - 1].map(utcDay);
  expect(days).toEqual(["2026-03-09", "2026-03-10", "2026-03-10", "2026-03-11", "2026-03-09"]);
});
