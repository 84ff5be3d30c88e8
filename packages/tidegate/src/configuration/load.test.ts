import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfiguration, variableOf } from "./load.js";

function configurationFile(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "tidegate-configuration-")), "tidegate.config.json");
  writeFileSync(file, content);
  return file;
}

describe("loadConfiguration", () => {
  it("has a default for everything that can have one", () => {
    expect(loadConfiguration({})).toMatchObject({
      data: ".tidegate",
      profile: "balanced",
      targets: ["USD", "EUR", "GBP"],
    });
  });

  it("reads the variables, and lists separated by commas", () => {
    const configuration = loadConfiguration({ TIDEGATE_VIES_URL: "http://127.0.0.1:9", TIDEGATE_TARGETS: "chf, sek" });
    expect(configuration).toMatchObject({ viesUrl: "http://127.0.0.1:9", targets: ["CHF", "SEK"] });
  });

  it("lets the environment win over the file", () => {
    const file = configurationFile(JSON.stringify({ profile: "aggressive", data: "/var/lib/tidegate" }));
    const configuration = loadConfiguration({ TIDEGATE_CONFIG: file, TIDEGATE_PROFILE: "conservative" });
    expect(configuration).toMatchObject({ profile: "conservative", data: "/var/lib/tidegate" });
  });

  it("names the variable that is wrong and what it must be", () => {
    expect(() => loadConfiguration({ TIDEGATE_VIES_URL: "file:///etc/passwd" })).toThrow(
      "TIDEGATE_VIES_URL: must be an http or https address",
    );
  });

  it("names the key of the file that is wrong or unknown", () => {
    const wrong = configurationFile(JSON.stringify({ risk: { reviewFrom: 500 } }));
    expect(() => loadConfiguration({ TIDEGATE_CONFIG: wrong })).toThrow(/risk\.reviewFrom/);
    const unknown = configurationFile(JSON.stringify({ viseUrl: "http://x" }));
    expect(() => loadConfiguration({ TIDEGATE_CONFIG: unknown })).toThrow(/unknown setting viseUrl/);
  });

  it("never repeats a secret in its message", () => {
    expect(() => loadConfiguration({ TIDEGATE_HMRC_REQUESTER: "s3cret" })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining("s3cret") }),
    );
  });

  it("says so when the file named by TIDEGATE_CONFIG is missing or no JSON", () => {
    expect(() => loadConfiguration({ TIDEGATE_CONFIG: "/nowhere/x.json" })).toThrow(/TIDEGATE_CONFIG/);
    expect(() => loadConfiguration({ TIDEGATE_CONFIG: configurationFile("{") })).toThrow(/is no JSON/);
  });
});

describe("variableOf", () => {
  it("puts an underscore before each capital", () => {
    expect(variableOf("erApiUrl")).toBe("TIDEGATE_ER_API_URL");
    expect(variableOf("currencyApiUrl")).toBe("TIDEGATE_CURRENCY_API_URL");
  });
});
