import { describe, expect, it } from "vitest";
import { refusal } from "./resilience-error.js";
import { isServiceFailure, isTransient } from "./transient.js";

const withStatus = (status: number) => Object.assign(new Error("answer"), { status });
const withCode = (code: string) => Object.assign(new Error("network"), { code });
const fetchFailed = (code: string) => new TypeError("fetch failed", { cause: withCode(code) });
const failedAddresses = (...codes: readonly string[]) =>
  new TypeError("fetch failed", { cause: new AggregateError(codes.map(withCode)) });
const wrapped = (cause: Error) => new Error("no rates", { cause });
const circle = () => {
  const error = new Error("round");
  error.cause = new Error("and round", { cause: error });
  return error;
};

describe("the classification of errors", () => {
  it.each<[string, unknown, boolean, boolean]>([
    ["408", withStatus(408), true, true],
    ["429", withStatus(429), true, false],
    ["500", withStatus(500), true, true],
    ["503", withStatus(503), true, true],
    ["400", withStatus(400), false, false],
    ["401", withStatus(401), false, false],
    ["404", withStatus(404), false, false],
    ["a status and a code: the status counts", Object.assign(withStatus(400), { code: "ECONNRESET" }), false, false],
    ["5: a refusal in an error of the work's own", wrapped(refusal("CIRCUIT_OPEN", "open")), false, false],
    ["31: an empty budget further in", wrapped(wrapped(refusal("RETRY_BUDGET_EXHAUSTED", "empty"))), false, false],
    ["a timed-out attempt, wrapped", wrapped(refusal("TIMEOUT", "late", { scope: "attempt" })), true, true],
    [
      "a status whose cause is a refusal: the status counts",
      Object.assign(withStatus(503), { cause: refusal("CIRCUIT_OPEN", "open") }),
      true,
      true,
    ],
    ["ECONNRESET", withCode("ECONNRESET"), true, true],
    ["ECONNREFUSED", withCode("ECONNREFUSED"), true, true],
    ["EPIPE", withCode("EPIPE"), true, true],
    ["ETIMEDOUT", withCode("ETIMEDOUT"), true, true],
    ["EAI_AGAIN", withCode("EAI_AGAIN"), true, true],
    ["UND_ERR_HEADERS_TIMEOUT", withCode("UND_ERR_HEADERS_TIMEOUT"), true, true],
    ["UND_ERR_SOCKET of fetch", fetchFailed("UND_ERR_SOCKET"), true, true],
    ["ECONNREFUSED of fetch", fetchFailed("ECONNREFUSED"), true, true],
    ["ENOTFOUND of fetch", fetchFailed("ENOTFOUND"), false, true],
    ["CERT_HAS_EXPIRED of fetch", fetchFailed("CERT_HAS_EXPIRED"), false, true],
    ["a response shorter than announced", fetchFailed("UND_ERR_RES_CONTENT_LENGTH_MISMATCH"), true, true],
    [
      "a fetch failure in an error of the work's own",
      new Error("no rates", { cause: fetchFailed("ECONNRESET") }),
      true,
      true,
    ],
    ["every address refused", failedAddresses("ECONNREFUSED", "ENETUNREACH"), true, true],
    ["one of two addresses refused", failedAddresses("EACCES", "ECONNREFUSED"), true, true],
    ["no address allowed", failedAddresses("EACCES", "EACCES"), false, true],
    ["causes in a circle", circle(), false, true],
    ["NetworkError", new DOMException("failed", "NetworkError"), true, true],
    ["a programming error", new TypeError("x is not a function"), false, false],
    ["a wrong argument", Object.assign(new TypeError("argument"), { code: "ERR_INVALID_ARG_TYPE" }), false, false],
    ["a wrong URL in fetch", new TypeError("no URL", { cause: withCode("ERR_INVALID_URL") }), false, false],
    ["TimeoutError", new DOMException("late", "TimeoutError"), true, true],
    ["an error of unknown kind", new Error("?"), false, true],
    ["a thrown string", "no", false, true],
    ["AbortError", new DOMException("stopped", "AbortError"), false, false],
    ["an attempt's timeout", refusal("TIMEOUT", "late", { scope: "attempt" }), true, true],
    ["a total timeout", refusal("TIMEOUT", "late", { scope: "total" }), false, true],
    ["CIRCUIT_OPEN", refusal("CIRCUIT_OPEN", "open"), false, false],
    ["RATE_LIMITED", refusal("RATE_LIMITED", "full"), false, false],
    ["BULKHEAD_FULL", refusal("BULKHEAD_FULL", "full"), false, false],
    ["ABORTED", refusal("ABORTED", "gone"), false, false],
  ])("%s", (_, error, transient, failure) => {
    expect([isTransient(error), isServiceFailure(error)]).toEqual([transient, failure]);
  });
});
