import { createSerper } from "@tidegate/integrations";
import { afterEach, describe, expect, it } from "vitest";
import { type SerperStandInOptions, startSerper } from "../stand-ins/serper.js";
import type { StandIn } from "../stand-ins/stand-in.js";
import { oneAttempt } from "./quick-policies.js";

let standIn: StandIn | undefined;
afterEach(() => standIn?.close());

async function client(options: SerperStandInOptions = {}, apiKey = "test-key") {
  standIn = await startSerper({ requestLimit: null, ...options });
  return createSerper({ baseUrl: standIn.url, apiKey, policies: { ...oneAttempt, maxRetries: 1 } });
}

describe("Serper", () => {
  it("gives titles, links and snippets, and says what a search costs", async () => {
    const serper = await client();
    const [first, ...others] = await serper.search('"IT00159560366"');
    expect(first).toEqual({
      title: 'Result 1 for "IT00159560366"',
      link: expect.stringMatching(/^https:\/\/register\.example\/1/),
      snippet: 'A page that mentions "IT00159560366".',
    });
    expect(others).toHaveLength(1);
    expect(serper.costUsd).toBe("0.001");
  });

  it("finds nothing without an error", async () => {
    expect(await (await client({ pages: () => [] })).search("nothing")).toEqual([]);
  });

  it("leaves out results that lead nowhere or steer a terminal", async () => {
    const serper = await client({
      pages: () => [
        { title: "a", link: "javascript:alert(1)", snippet: "" },
        { title: "b\u001b[2J", link: "https://b.example/", snippet: "x".repeat(5_000) },
      ],
    });
    expect(await serper.search("b")).toEqual([
      { title: "b [2J", link: "https://b.example/", snippet: "x".repeat(1_000) },
    ]);
  });

  it("does not ask on with a wrong key, nor without credits", async () => {
    const wrong = await client({}, "hunter2");
    const error = await wrong.search("a").catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "UNAUTHORIZED", status: 403 });
    expect(String(error)).not.toContain("hunter2");
    expect(standIn?.calls).toHaveLength(1);
    await standIn?.close();
    const broke = await client({ credits: 0 });
    await expect(broke.search("a")).rejects.toMatchObject({ code: "RATE_LIMITED", reason: "NO_CREDITS" });
    expect(standIn?.calls).toHaveLength(1);
  });

  it("needs its key", () => {
    expect(() => createSerper({ apiKey: " " })).toThrow("serper: apiKey must be set");
  });
});
