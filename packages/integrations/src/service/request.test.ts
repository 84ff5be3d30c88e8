import { describe, expect, it } from "vitest";
import { httpRequest } from "./request.js";

const base = "https://quotes.example/v1";
const get = { method: "GET", path: "/quotes/{symbol}" } as const;

describe("httpRequest", () => {
  it("fills the path and encodes what would leave it", () => {
    expect(httpRequest(get, base, { symbol: "../a b?c" }, {}, false).url.href).toBe(
      "https://quotes.example/v1/quotes/..%2Fa%20b%3Fc",
    );
  });

  it("appends a path that begins without a slash", () => {
    const dated = { method: "GET", path: "@{date}/eur.json" } as const;
    expect(httpRequest(dated, base, { date: "2026-05-06" }, {}, false).url.href).toBe(
      "https://quotes.example/v1@2026-05-06/eur.json",
    );
  });

  it("puts the named fields into the query and leaves absent ones out", () => {
    const { url } = httpRequest(
      { ...get, query: ["depth", "side"] },
      base,
      { symbol: "A", depth: 5, side: undefined },
      {},
      false,
    );
    expect(url.search).toBe("?depth=5");
  });

  it("sends the rest as JSON or as a form", () => {
    const post = { method: "POST", path: "/quotes/{symbol}" } as const;
    const fields = { symbol: "A", name: "a&b", count: 2, none: undefined };
    const asJson = httpRequest({ ...post, body: "json" }, base, fields, { accept: "x" }, false);
    expect(asJson.body).toBe('{"name":"a&b","count":2}');
    expect(asJson.headers).toEqual({ accept: "x", "content-type": "application/json" });
    expect(httpRequest({ ...post, body: "form" }, base, fields, {}, false).body).toBe("name=a%26b&count=2");
  });

  it("refuses a request that lacks a part of the path", () => {
    expect(() => httpRequest(get, base, {}, {}, false)).toThrow('needs "symbol"');
  });
});
