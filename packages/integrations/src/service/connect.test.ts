import { VirtualClock } from "@tidegate/resilience/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { connect } from "./connect.js";
import { defineService, operation } from "./define-service.js";
import { json } from "./reply.js";

const service = defineService({
  name: "echo",
  baseUrl: "https://echo.example",
  authentication: { kind: "api-key", header: "x-key" },
  policies: {
    attemptTimeoutMs: 2_000,
    totalTimeoutMs: 10_000,
    maxRetries: 3,
    backoffScale: 1,
    rateLimit: { kind: "gcra", limit: 2, periodMs: 1_000, burst: 1 },
    concurrency: 4,
  },
  costUsd: "0",
  operations: {
    say: operation({
      method: "GET",
      path: "/say/{word}",
      request: z.object({ word: z.string() }),
      replies: { 200: json(z.object({ word: z.string() })) },
      mismatch: (reply, asked) => (reply.word === asked.word ? null : "it is another word"),
      idempotent: true,
    }),
    order: operation({
      method: "POST",
      path: "/order",
      body: "json",
      request: z.object({ item: z.string() }),
      replies: { 200: json(z.object({})) },
      idempotent: false,
    }),
    ask: operation({
      method: "GET",
      path: "/ask/{country}",
      request: z.object({ country: z.string() }),
      replies: { 200: json(z.object({})) },
      idempotent: true,
      breakerKey: ({ country }) => country,
    }),
  },
});

type Reply = (word: string, init: RequestInit | undefined) => Response | Promise<Response>;

function echo(reply: Reply = (word) => Response.json({ word })) {
  const clock = new VirtualClock();
  const sentAt: number[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    sentAt.push(clock.now());
    return reply(new URL(String(input)).pathname.split("/").at(-1) ?? "", init);
  };
  return { clock, sentAt, connection: connect(service, { apiKey: "k", clock, fetch, random: () => 0 }) };
}

/** Lets simulated time pass until the promise has settled. */
async function inSimulatedTime<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const watched = promise.finally(() => {
    settled = true;
  });
  watched.catch(() => undefined);
  while (!settled) await clock.advance(100);
  return watched;
}

describe("connect", () => {
  it("sends who it is, what it accepts and the key", async () => {
    let headers: unknown;
    const { clock, connection } = echo((word, init) => {
      headers = init?.headers;
      return Response.json({ word });
    });
    await inSimulatedTime(clock, connection.call("say", { word: "hi" }));
    expect(headers).toEqual({
      accept: "application/json",
      "user-agent": expect.stringMatching(/^tidegate\/\d/),
      "x-key": "k",
    });
  });

  it("waits its turn without eating the time of a call: 60 calls in 30 s, of 10 s at most each", async () => {
    const { clock, sentAt, connection } = echo();
    const words = Array.from({ length: 60 }, (_, index) => `word-${index}`);
    const replies = await inSimulatedTime(clock, Promise.all(words.map((word) => connection.call("say", { word }))));
    expect(replies.map(({ word }) => word)).toEqual(words);
    const gaps = sentAt.slice(1).map((time, index) => time - (sentAt[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(600);
  });

  it("keeps its distance from the first reply, for the first request was late by its connecting", async () => {
    const { clock, sentAt, connection } = echo(async (word) => {
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 300));
      return Response.json({ word });
    });
    const words = ["a", "b", "c", "d"];
    await inSimulatedTime(clock, Promise.all(words.map((word) => connection.call("say", { word }))));
    expect(sentAt).toEqual([0, 800, 1_300, 1_800]);
  });

  it("takes a permit for every attempt", async () => {
    let failures = 2;
    const { clock, sentAt, connection } = echo((word) => {
      failures -= 1;
      return failures >= 0 ? new Response("", { status: 503 }) : Response.json({ word });
    });
    await inSimulatedTime(clock, connection.call("say", { word: "hi" }));
    expect(sentAt).toHaveLength(3);
    expect((sentAt[2] ?? 0) - (sentAt[0] ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  it("waits as long as it is asked to", async () => {
    let asked = 0;
    const { clock, sentAt, connection } = echo((word) => {
      asked += 1;
      return asked === 1 ? new Response("", { status: 429, headers: { "retry-after": "4" } }) : Response.json({ word });
    });
    await inSimulatedTime(clock, Promise.all(["a", "b"].map((word) => connection.call("say", { word }))));
    expect((sentAt[1] ?? 0) - (sentAt[0] ?? 0)).toBeGreaterThanOrEqual(4_000);
    expect(sentAt).toHaveLength(3);
  });

  it("does not believe an answer to another question, and asks again", async () => {
    let asked = 0;
    const { clock, connection } = echo((word) => {
      asked += 1;
      return Response.json({ word: asked === 1 ? "other" : word });
    });
    expect(await inSimulatedTime(clock, connection.call("say", { word: "hi" }))).toEqual({ word: "hi" });
    expect(asked).toBe(2);
  });

  it("never repeats what must not happen twice", async () => {
    const { clock, sentAt, connection } = echo(() => new Response("", { status: 503 }));
    const ordered = inSimulatedTime(clock, connection.call("order", { item: "one" }));
    await expect(ordered).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(sentAt).toHaveLength(1);
  });

  it("ends an attempt that hangs, and the call when its time is up", async () => {
    const { clock, sentAt, connection } = echo(() => new Promise<Response>(() => undefined));
    const asked = inSimulatedTime(clock, connection.call("say", { word: "hi" }));
    await expect(asked).rejects.toMatchObject({ code: "TIMEOUT", service: "echo" });
    expect(sentAt).toHaveLength(4);
  });

  const failedToConnect = (code: string) => () => {
    throw new TypeError("fetch failed", { cause: Object.assign(new Error("failed"), { code }) });
  };

  it.each([
    ["ENOTFOUND", 1, "can not be reached: its name is not known here"],
    ["EAI_AGAIN", 2, "can not be reached: its name can not be looked up now"],
    ["CERT_HAS_EXPIRED", 1, "can not be reached: its certificate is not trusted here"],
    ["ECONNREFUSED", 2, "can not be reached: nobody takes the connection"],
    ["ECONNRESET", 4, "can not answer now: the connection broke"],
  ])("after %s asks %d times, and says why", async (code, times, message) => {
    const { clock, sentAt, connection } = echo(failedToConnect(code));
    const asked = inSimulatedTime(clock, connection.call("say", { word: "hi" }));
    await expect(asked).rejects.toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining(message) });
    expect(sentAt).toHaveLength(times);
  });

  it("gives up for every country at once when the service itself is not reached", async () => {
    const { clock, sentAt, connection } = echo(failedToConnect("ENOTFOUND"));
    const countries = ["AT", "BE", "CY", "DE", "EE", "FI", "GR", "HU", "IE", "LT", "LV", "MT"];
    const asked = countries.map((country) => connection.call("ask", { country }));
    const codes = (await inSimulatedTime(clock, Promise.allSettled(asked))).map(
      (outcome) => outcome.status === "rejected" && outcome.reason.code,
    );
    // Five failures open it; the three calls that waited for their turn by then still have it.
    expect(codes.slice(8)).toEqual(Array.from({ length: 4 }, () => "CIRCUIT_OPEN"));
    expect(sentAt).toHaveLength(8);
    expect(connection.state().circuits).toMatchObject({ echo: "open", AT: "closed" });
  });

  it("keeps asking about other countries where the service was reached and failed", async () => {
    const { clock, connection } = echo((country) =>
      country === "FR" ? new Response("", { status: 503 }) : Response.json({}),
    );
    for (let times = 0; times < 2; times += 1) {
      const asked = inSimulatedTime(clock, connection.call("ask", { country: "FR" }));
      await expect(asked).rejects.toMatchObject({ service: "echo" });
    }
    expect(await inSimulatedTime(clock, connection.call("ask", { country: "DE" }))).toEqual({});
    expect(connection.state().circuits).toEqual({ FR: "open", DE: "closed" });
  });

  it("does not take its secret to another origin", async () => {
    const { clock, sentAt, connection } = echo(
      () => new Response(null, { status: 302, headers: { location: "https://evil.example/" } }),
    );
    const asked = inSimulatedTime(clock, connection.call("say", { word: "hi" }));
    await expect(asked).rejects.toMatchObject({ code: "BAD_REPLY" });
    // One request an attempt: the redirect was followed by none of them.
    expect(sentAt).toHaveLength(4);
  });
});
