import { describe, expect, it } from "vitest";
import { resolveBaseUrl } from "./base-url.js";

const standard = "https://api.example/v1";

describe("resolveBaseUrl", () => {
  it.each([
    [undefined, "https://api.example/v1"],
    ["http://127.0.0.1:9000", "http://127.0.0.1:9000/v1"],
    ["http://127.0.0.1:9000/", "http://127.0.0.1:9000/v1"],
    [" https://proxy.example/rates/ ", "https://proxy.example/rates"],
  ])("reaches %s at %s", (configured, url) => {
    expect(resolveBaseUrl(standard, configured, "RATES_URL")).toBe(url);
  });

  it("adds nothing where the service has no path of its own", () => {
    expect(resolveBaseUrl("https://search.example", "http://127.0.0.1:9000/", "SEARCH_URL")).toBe(
      "http://127.0.0.1:9000",
    );
  });

  it.each(["", "localhost", "ftp://a.example", "file:///etc/passwd", "https://a.example/?x=1", "https://a.example/#x"])(
    "refuses %j and names the setting",
    (configured) => {
      expect(() => resolveBaseUrl(standard, configured, "RATES_URL")).toThrow(/^RATES_URL .*https:\/\/api\.example/);
    },
  );

  it("does not repeat a password", () => {
    const refused = () => resolveBaseUrl(standard, "https://me:hunter2@a.example", "RATES_URL");
    expect(refused).toThrow("user name or password");
    expect(refused).not.toThrow("hunter2");
  });
});
