import { describe, expect, it } from "vitest";
import { isResilienceError, ResilienceError, refusal } from "./resilience-error.js";

describe("ResilienceError", () => {
  it("is told apart by code, also when it comes from another copy of the package", () => {
    const foreign = Object.assign(new Error("open"), {
      code: "CIRCUIT_OPEN",
      [Symbol.for("@tidegate/resilience/error")]: true,
    });
    expect(isResilienceError(foreign, "CIRCUIT_OPEN")).toBe(true);
    expect(isResilienceError(foreign, "TIMEOUT")).toBe(false);
    expect(isResilienceError(Object.assign(new Error("mine"), { code: "TIMEOUT" }))).toBe(false);
    expect(isResilienceError(null)).toBe(false);
  });

  it("carries no stack as a refusal, and leaves the stacks of other errors alone", () => {
    const error = refusal("TIMEOUT", "late", { scope: "attempt" });
    expect(error).toBeInstanceOf(ResilienceError);
    expect(error.stack).not.toContain("\n    at ");
    expect(new Error("other").stack).toContain("\n    at ");
    expect(new ResilienceError("INVALID_OPTION", "ms").stack).toContain("\n    at ");
  });
});
