import { describe, expect, it } from "vitest";
import { connectionError } from "./connection-error.js";

const failed = (code: string) => new TypeError("fetch failed", { cause: Object.assign(new Error("failed"), { code }) });

describe("connectionError", () => {
  it.each([
    ["ENOTFOUND", "unknown-host"],
    ["EAI_AGAIN", "lookup-failed"],
    ["ECONNREFUSED", "unreachable"],
    ["UND_ERR_CONNECT_TIMEOUT", "unreachable"],
    ["CERT_HAS_EXPIRED", "untrusted"],
    ["ECONNRESET", "broken"],
    ["UND_ERR_SOCKET", "broken"],
  ])("tells %s as %s, naming the code", (code, kind) => {
    const cause = failed(code);
    expect(connectionError(cause)).toMatchObject({ kind, cause, message: expect.stringContaining(`(${code})`) });
  });

  it("knows no more than that the connection broke where there is no code", () => {
    expect(connectionError(new TypeError("fetch failed"))).toMatchObject({
      kind: "broken",
      message: "the connection broke",
    });
  });
});
