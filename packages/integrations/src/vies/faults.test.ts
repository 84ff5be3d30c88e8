import { describe, expect, it } from "vitest";
import { viesFault } from "./faults.js";

const wrapped = (error: unknown) => ({ actionSucceed: false, errorWrappers: [{ error }] });

describe("viesFault", () => {
  it.each([
    ["INVALID_INPUT", "REJECTED"],
    ["INVALID_REQUESTER_INFO", "REJECTED"],
    ["VAT_BLOCKED", "REJECTED"],
    ["IP_BLOCKED", "REJECTED"],
    ["SERVICE_UNAVAILABLE", "UNAVAILABLE"],
    ["MS_UNAVAILABLE", "UNAVAILABLE"],
    ["TIMEOUT", "TIMEOUT"],
    ["GLOBAL_MAX_CONCURRENT_REQ", "RATE_LIMITED"],
    ["GLOBAL_MAX_CONCURRENT_REQ_TIME", "RATE_LIMITED"],
    ["MS_MAX_CONCURRENT_REQ", "RATE_LIMITED"],
    ["MS_MAX_CONCURRENT_REQ_TIME", "RATE_LIMITED"],
    ["SOMETHING_NEW", "UNAVAILABLE"],
  ])("takes %s as %s, wrapped or beside isValid", (reason, code) => {
    expect(viesFault(wrapped(reason), 200)).toEqual({ code, reason });
    expect(viesFault({ isValid: false, userError: reason }, 200)).toEqual({ code, reason });
  });

  it("refuses to guess: an error without a code is still an error", () => {
    expect(viesFault({ actionSucceed: false }, 200)).toMatchObject({ code: "UNAVAILABLE" });
    expect(viesFault(wrapped(undefined), 500)).toMatchObject({ code: "UNAVAILABLE" });
    expect(viesFault(wrapped({ nested: true }), 400)).toMatchObject({ code: "REJECTED" });
    expect(viesFault({ isValid: false, userError: 7 }, 200)).toMatchObject({ code: "UNAVAILABLE" });
  });

  it.each([[{ valid: true }], [{ valid: false }], [{ isValid: false, userError: "INVALID" }], [null], ["text"]])(
    "finds no error in %j",
    (body) => {
      expect(viesFault(body, 200)).toBeNull();
    },
  );
});
