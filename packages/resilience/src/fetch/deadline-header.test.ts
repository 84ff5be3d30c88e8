import { describe, expect, it } from "vitest";
import { deadlineFromHeaders, remainingTime } from "./deadline-header.js";

const sent = (value: string) => new Headers({ "x-request-timeout-ms": value });

describe("the deadline header", () => {
  it("carries whole ms, rounded down and never below 0", () => {
    expect([remainingTime(1_500.9, 1_000), remainingTime(1_000, 1_000), remainingTime(1_000, 1_001)]).toEqual([
      "500",
      "0",
      "0",
    ]);
  });

  it("becomes deadlineMs on the other side, from Headers as from the headers of Node's servers", () => {
    expect(deadlineFromHeaders(sent("1500"), { maxMs: 30_000 })).toBe(1_500);
    expect(deadlineFromHeaders({ "x-request-timeout-ms": " 0 " }, { maxMs: 30_000 })).toBe(0);
    expect(deadlineFromHeaders({ "x-budget": "7" }, { maxMs: 30_000, header: "X-Budget" })).toBe(7);
  });

  it("is bounded by the service, whatever the caller asks for", () => {
    expect(deadlineFromHeaders(sent("999999999999999"), { maxMs: 30_000 })).toBe(30_000);
  });

  it.each(["", "soon", "-1", "1.5", "1e3", "0x10", "NaN", "Infinity", "10, 20", "9".repeat(16), "1".repeat(100_000)])(
    "is ignored when it is malformed: %.20s",
    (value) => {
      expect(deadlineFromHeaders(sent(value), { maxMs: 30_000 })).toBeUndefined();
    },
  );

  it("is ignored when it is missing or came twice", () => {
    expect(deadlineFromHeaders({}, { maxMs: 30_000 })).toBeUndefined();
    expect(deadlineFromHeaders({ "x-request-timeout-ms": ["10", "20"] }, { maxMs: 30_000 })).toBeUndefined();
  });

  it("refuses a bound that is none", () => {
    expect(() => deadlineFromHeaders({}, { maxMs: 0 })).toThrow(/maxMs must be a number from 1/);
  });
});
