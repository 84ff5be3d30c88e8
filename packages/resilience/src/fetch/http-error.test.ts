import { describe, expect, it } from "vitest";
import { isServiceFailure, isTransient } from "../errors/transient.js";
import { HttpError, isHttpError } from "./http-error.js";

const failed = (status: number, address = "https://api.example/rates") =>
  new HttpError({ status, method: "GET", url: new URL(address), retryAfterMs: 2_000 });

describe("HttpError", () => {
  it("says what was asked, and nothing that may be secret", () => {
    const error = failed(503, "https://user:password@api.example:8443/rates?key=secret#fragment");
    expect(error).toMatchObject({ code: "HTTP_STATUS", status: 503, method: "GET", retryAfterMs: 2_000 });
    expect(error.url).toBe("https://api.example:8443/rates");
    expect(error.message).toBe("GET https://api.example:8443/rates was answered with status 503.");
    expect(failed(503, "data:text/plain,secret").url).toBe("data:");
  });

  it("is told by its brand, also when it comes from another copy of the package", () => {
    const foreign = Object.assign(new Error("503"), {
      status: 503,
      [Symbol.for("@tidegate/resilience/http-error")]: true,
    });
    expect([isHttpError(failed(503)), isHttpError(foreign), isHttpError(foreign, 503)]).toEqual([true, true, true]);
    expect([isHttpError(foreign, 500), isHttpError(new Error("503")), isHttpError(null)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it.each([
    [408, true, true],
    [429, true, false],
    [500, true, true],
    [503, true, true],
    [404, false, false],
  ])("of status %s is classified as any error with a status", (status, transient, failure) => {
    expect([isTransient(failed(status)), isServiceFailure(failed(status))]).toEqual([transient, failure]);
  });
});
