import { describe, expect, it, vi } from "vitest";
import {
  cache,
  diagnostics,
  fallback,
  hedging,
  isResilienceError,
  pipeline,
  type ResilienceEvent,
  rateLimiter,
  retry,
  timeout,
} from "../index.js";
import type { Policy } from "../pipeline/policy.js";
import { VirtualClock } from "../testing/index.js";
import { type ResilientFetchOptions, type ResilientRequestInit, resilientFetch } from "./index.js";

const address = "https://api.example/rates";
type Reply = Response | Error | ((init: RequestInit) => Promise<Response>);

/** A service that gives these replies in turn, the last one again and again, and remembers what it was sent. */
function service(...replies: readonly Reply[]) {
  const sent: RequestInit[] = [];
  const fetch = vi.fn(async (_input: string | URL | Request, init: RequestInit = {}) => {
    const reply = replies[Math.min(sent.length, replies.length - 1)] as Reply;
    sent.push({ ...init, headers: Object.fromEntries(new Headers(init.headers)) });
    if (reply instanceof Error) throw reply;
    return typeof reply === "function" ? reply(init) : reply.clone();
  });
  return { fetch, sent };
}

function retrying(options: ResilientFetchOptions, ...inner: readonly Policy[]) {
  const clock = inner[0]?.clock instanceof VirtualClock ? inner[0].clock : new VirtualClock();
  const fetch = resilientFetch(
    pipeline(retry({ maxRetries: 2, backoff: () => 10, jitter: "none", clock }), ...inner),
    options,
  );
  const settled = async (input: string | URL | Request, init?: ResilientRequestInit) => {
    const call = Promise.allSettled([fetch(input, init)]);
    await clock.advance(60_000);
    return (await call)[0];
  };
  return { clock, fetch, settled };
}

const status = (code: number, headers: Record<string, string> = {}, body = "why") =>
  new Response(body, { status: code, headers });
const never = (init: RequestInit) =>
  new Promise<Response>((_, reject) => init.signal?.addEventListener("abort", () => reject(init.signal?.reason)));

describe("resilientFetch: what is sent again", () => {
  it.each(["GET", "head", "OPTIONS", "PUT", "DELETE"])("%s", async (method) => {
    const { fetch, sent } = service(status(503), status(200));
    const { settled } = retrying({ fetch });
    expect(await settled(address, { method })).toMatchObject({ value: { status: 200 } });
    expect(sent.map((init) => init.method)).toEqual([method, method]);
  });

  it.each<[string, ResilientRequestInit]>([
    ["POST", { method: "POST", body: "{}" }],
    ["PATCH", { method: "PATCH", body: "{}" }],
    ["a method of somebody's own", { method: "CHARGE" }],
    ["what the caller says must not", { method: "GET", idempotent: false }],
    ["a stream", { method: "PUT", body: new Blob(["x"]).stream() }],
    ["a stream, whatever is said", { method: "PUT", idempotent: true, body: new Blob(["x"]).stream() }],
    ["an async iterable", { method: "PUT", body: (async function* () {})() as unknown as BodyInit }],
  ])("not %s", async (_, init) => {
    const { fetch } = service(status(503));
    const { settled } = retrying({ fetch });
    expect(await settled(address, init)).toMatchObject({ value: { status: 503 } });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("POST when the caller says so, or sends an Idempotency-Key", async () => {
    const { fetch } = service(status(503), status(200), status(503), status(200));
    const { settled } = retrying({ fetch });
    const told = { method: "POST", idempotent: true };
    const keyed = { method: "POST", headers: { "Idempotency-Key": "mine" } };
    for (const init of [told, keyed]) expect(await settled(address, init)).toMatchObject({ value: { status: 200 } });
    expect(fetch).toHaveBeenCalledTimes(4);
  });

  it("POST with a key that is made once a call and is the same for all its attempts", async () => {
    const { fetch, sent } = service(status(503), status(503), status(200));
    let keys = 0;
    const { settled } = retrying({ fetch, idempotencyKey: () => `"key ${++keys}"` });
    await settled(address, { method: "POST", body: "{}" });
    await settled(address, { method: "POST", headers: { "idempotency-key": "mine" } });
    await settled(address, { method: "PUT" });
    expect(sent.map(({ headers }) => (headers as Record<string, string>)["idempotency-key"])).toEqual([
      ...Array(3).fill('"key 1"'),
      "mine",
      undefined,
    ]);
  });

  it.each<[string, () => BodyInit]>([
    ["a string", () => "text"],
    ["URLSearchParams", () => new URLSearchParams({ a: "1" })],
    ["a Blob", () => new Blob(["text"])],
    ["FormData", () => new FormData()],
    ["an ArrayBuffer", () => new ArrayBuffer(4)],
    ["a typed array", () => new Uint8Array(4)],
  ])("PUT with %s as its body, the same each time", async (_, body) => {
    const { fetch, sent } = service(status(503), status(200));
    const { settled } = retrying({ fetch });
    const given = body();
    await settled(address, { method: "PUT", body: given });
    expect(sent.map((init) => init.body)).toEqual([given, given]);
    expect(sent[1]?.body).toBe(given);
  });

  it("a stream when a function makes it anew", async () => {
    const { fetch, sent } = service(status(503), status(200));
    const { settled } = retrying({ fetch });
    const body = vi.fn(async () => new Blob(["x"]).stream());
    await settled(address, { method: "PUT", body });
    expect(body).toHaveBeenCalledTimes(2);
    expect(sent).toMatchObject([{ duplex: "half" }, { duplex: "half" }]);
    expect(sent[0]?.body).not.toBe(sent[1]?.body);
  });

  it("a Request without a body; one with a body is sent once", async () => {
    const { fetch } = service(status(503));
    const { settled } = retrying({ fetch });
    await settled(new Request(address));
    expect(fetch).toHaveBeenCalledTimes(3);
    await settled(new Request(address, { method: "PUT", body: "x" }));
    expect(fetch).toHaveBeenCalledTimes(4);
    await settled(new Request(address, { method: "PUT", body: "x" }), { body: "y" });
    expect(fetch).toHaveBeenCalledTimes(7);
  });

  it("never a stream, also when a policy ignores that the call is not idempotent", async () => {
    const { fetch } = service(status(503));
    const stubborn: Policy = {
      kind: "retry",
      name: "stubborn",
      settings: {},
      wrap: (next) => async (call) => next(call).catch(() => next(call)),
    };
    const call = resilientFetch(pipeline(stubborn), { fetch })(address, {
      method: "PUT",
      body: new Blob(["x"]).stream(),
    });
    await expect(call).rejects.toThrow(/a stream can be sent once; give body as a function/);
  });
});

describe("resilientFetch: what the caller gets", () => {
  it.each([404, 400, 401, 422])("%s at once: the service has answered", async (code) => {
    const { fetch } = service(status(code));
    const { settled } = retrying({ fetch });
    expect(await settled(address)).toMatchObject({ value: { status: code } });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("the last response when it failed to the end, with its body", async () => {
    const { fetch } = service(status(503, {}, "first"), status(500, {}, "second"), status(429, { etag: "x" }, "third"));
    const { settled } = retrying({ fetch });
    const { value } = (await settled(address)) as PromiseFulfilledResult<Response>;
    expect([value.status, value.headers.get("etag"), await value.text()]).toEqual([429, "x", "third"]);
  });

  it("the first response where hedging ends with the first error, with its body", async () => {
    const { fetch } = service(status(503, {}, "first"), status(500, {}, "second"));
    const clock = new VirtualClock();
    const hedged = resilientFetch(pipeline(hedging({ afterMs: 10, clock })), { fetch })(address);
    await clock.advance(1_000);
    const response = await hedged;
    expect([response.status, await response.text(), fetch.mock.calls.length]).toEqual([503, "first", 2]);
  });

  it.each([404, 503])("an HttpError for %s with throwOnStatus", async (code) => {
    const { fetch } = service(status(code, { "retry-after": "1" }));
    const { settled } = retrying({ fetch, throwOnStatus: true });
    const reason = { code: "HTTP_STATUS", status: code, method: "GET", url: address, retryAfterMs: 1_000 };
    expect(await settled(`${address}?key=secret`)).toMatchObject({ reason });
    expect(fetch).toHaveBeenCalledTimes(code === 404 ? 1 : 3);
  });

  it("the answer of a fallback as it is", async () => {
    const { fetch } = service(status(503));
    const standIn = fallback([{ name: "empty", run: () => "nothing known" }]);
    expect(await resilientFetch(pipeline(standIn), { fetch })(address)).toBe("nothing known");
  });

  it("refusals of policies as they are", async () => {
    const clock = new VirtualClock();
    const call = resilientFetch(pipeline(timeout({ ms: 10, clock })), { fetch: service(never).fetch })(address);
    const outcome = Promise.allSettled([call]);
    await clock.advance(10);
    expect((await outcome)[0]).toMatchObject({ reason: { code: "TIMEOUT", scope: "attempt" } });
  });

  it("the reason of its own signal, as fetch has it", async () => {
    const { clock, fetch } = retrying(
      { fetch: service(never).fetch },
      timeout({ ms: 1_000, clock: new VirtualClock() }),
    );
    const controller = new AbortController();
    const outcome = Promise.allSettled([fetch(address, { signal: controller.signal })]);
    await clock.advance(1);
    controller.abort();
    expect((await outcome)[0]).toMatchObject({ reason: { name: "AbortError" } });
    const gone = fetch(new Request(address, { signal: AbortSignal.abort("gone") }));
    expect((await Promise.allSettled([gone]))[0]).toMatchObject({ reason: "gone" });
  });

  it("fetch's own error for a network that fails without a code, which is retried all the same", async () => {
    const error = new TypeError("Failed to fetch");
    const { fetch } = service(error);
    const { settled } = retrying({ fetch });
    expect(((await settled(address)) as PromiseRejectedResult).reason).toBe(error);
    expect(fetch).toHaveBeenCalledTimes(3);
  });

  it("a programming error at once", async () => {
    const { fetch } = service(new TypeError("Request with GET/HEAD method cannot have body."));
    const { settled } = retrying({ fetch });
    expect(await settled(address, { mode: "wrong" as RequestMode })).toMatchObject({ status: "rejected" });
    expect(fetch).toHaveBeenCalledTimes(1);
  });
});

describe("resilientFetch: what the service says and is told", () => {
  it.each<[string, Record<string, string>, number]>([
    ["Retry-After in seconds", { "retry-after": "5" }, 5_000],
    ["Retry-After as a date", { "retry-after": "Thu, 01 Jan 2026 00:00:07 GMT" }, 7_000],
    ["a quota used up", { ratelimit: '"default";r=0;t=9' }, 9_000],
    ["both: Retry-After", { "retry-after": "5", ratelimit: '"default";r=0;t=9' }, 5_000],
  ])("is heeded by the retry: %s", async (_, headers, expected) => {
    const moments: number[] = [];
    const clock = new VirtualClock();
    const fetch = async () => {
      moments.push(clock.now());
      return moments.length === 1 ? status(429, headers) : status(200);
    };
    const call = resilientFetch(pipeline(retry({ backoff: () => 0, clock })), { fetch })(address);
    await clock.advance(60_000);
    await call;
    expect(moments).toEqual([0, expected]);
  });

  it.each<[string, Response, [number, string][]]>([
    ["a quota used up, with an answer", status(200, { ratelimit: '"d";r=0;t=30' }), [[30_000, "https://api.example"]]],
    ["429 with Retry-After", status(429, { "retry-after": "2" }), [[2_000, "https://api.example"]]],
    ["503 with Retry-After", status(503, { "retry-after": "2" }), [[2_000, "https://api.example"]]],
    ["never for longer than the bound", status(429, { "retry-after": "99999999" }), [[60_000, "https://api.example"]]],
    ["not when something is left", status(200, { ratelimit: '"d";r=1;t=30' }), []],
    ["not for a Retry-After of another kind", status(301, { "retry-after": "2" }), []],
  ])("pauses the limiter: %s", async (_, reply, pauses) => {
    const pause = vi.fn();
    await resilientFetch(pipeline(), { fetch: service(reply).fetch, limiter: { pause } })(address);
    expect(pause.mock.calls).toEqual(pauses);
  });

  const throwing = (): unknown => {
    throw new Error("too many keys");
  };
  const rejecting = (): unknown => Promise.reject(new Error("no store"));
  it.each([[throwing], [rejecting]])("a limiter that can not be paused does not fail the call", async (pause) => {
    const { fetch } = service(status(200, { ratelimit: '"d";r=0;t=30' }));
    const response = await resilientFetch(pipeline(), { fetch, limiter: { pause } })(address);
    expect(response).toMatchObject({ status: 200 });
  });

  it("holds the next call back with a limiter of ours, and only for that origin", async () => {
    const clock = new VirtualClock();
    const limiter = rateLimiter({ kind: "gcra", limit: 1_000, periodMs: 1, perKey: {}, clock });
    const { fetch } = service(status(200, { ratelimit: '"d";r=0;t=30' }), status(200));
    const limited = resilientFetch(pipeline(limiter), { fetch, limiter });
    await limited(address);
    expect([limiter.waitTime("https://api.example"), limiter.waitTime("https://other.example")]).toEqual([30_000, 0]);
  });

  const sentDeadlines = async (options: ResilientFetchOptions, init: ResilientRequestInit = {}, target = address) => {
    const { fetch, sent } = service(status(503), status(200));
    const { settled } = retrying({ fetch, ...options }, timeout({ ms: 400, clock: new VirtualClock() }));
    await settled(target, init);
    return sent.map(({ headers }) => {
      const { accept: _, ...others } = headers as Record<string, string>;
      return others;
    });
  };

  it("tells the service what the attempt has left: the timeout, or the call's deadline when that is nearer", async () => {
    expect(await sentDeadlines({})).toEqual([{ "x-request-timeout-ms": "400" }, { "x-request-timeout-ms": "400" }]);
    expect(await sentDeadlines({}, { deadlineMs: 300 })).toEqual([
      { "x-request-timeout-ms": "300" },
      { "x-request-timeout-ms": "290" },
    ]);
  });

  it("under a name of the caller's choice, or not at all; a header of the caller's own stays", async () => {
    expect(await sentDeadlines({ deadlineHeader: "x-budget" })).toEqual(Array(2).fill({ "x-budget": "400" }));
    expect(await sentDeadlines({ deadlineHeader: false })).toEqual([{}, {}]);
    const headers = { "x-request-timeout-ms": "9" };
    expect(await sentDeadlines({}, { headers })).toEqual([headers, headers]);
  });

  it("not from a page to another origin, unless told to: it would need that origin's consent", async () => {
    vi.stubGlobal("location", { origin: "https://page.example" });
    try {
      expect(await sentDeadlines({})).toEqual([{}, {}]);
      expect(await sentDeadlines({ deadlineHeader: "x-budget" })).toEqual(Array(2).fill({ "x-budget": "400" }));
      expect(await sentDeadlines({}, {}, "https://page.example/a")).toHaveLength(2);
      expect((await sentDeadlines({}, {}, "https://page.example/a"))[0]).toEqual({ "x-request-timeout-ms": "400" });
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe("resilientFetch: the call", () => {
  const recording = () => {
    const calls: unknown[] = [];
    const policy: Policy = {
      kind: "bulkhead",
      name: "recording",
      settings: {},
      wrap: (next) => async (call) => {
        calls.push({ key: call.key, priority: call.priority, idempotent: call.idempotent });
        return next(call);
      },
    };
    return { calls, policy };
  };

  it("is keyed by origin, or as the options or the call say; a number is its priority, a word is fetch's", async () => {
    const { calls, policy } = recording();
    const { fetch, sent } = service(status(200));
    await resilientFetch(pipeline(policy), { fetch })(`${address}?a=1`, { priority: 7 });
    await resilientFetch(pipeline(policy), { fetch, key: ({ method, url }) => method + url.pathname })(address, {
      priority: "low",
    });
    await resilientFetch(pipeline(policy), { fetch })(address, { key: "mine", method: "POST" });
    expect(calls).toEqual([
      { key: "https://api.example", priority: 7, idempotent: true },
      { key: "GET/rates", priority: 0, idempotent: true },
      { key: "mine", priority: 0, idempotent: false },
    ]);
    expect(sent.map((init) => Reflect.get(init, "priority"))).toEqual([undefined, "low", undefined]);
  });

  it("ends at its deadline", async () => {
    const { clock, fetch } = retrying({ fetch: service(never).fetch });
    const outcome = Promise.allSettled([fetch(address, { deadlineMs: 100 })]);
    await clock.advance(100);
    expect((await outcome)[0]).toMatchObject({ reason: { code: "TIMEOUT", scope: "total" } });
  });

  it.each<[string, ResilientRequestInit]>([
    ["priority", { priority: Number.NaN }],
    ["idempotent", { idempotent: "yes" as never }],
    ["key", { key: 7 as never }],
    ["deadlineMs", { deadlineMs: -1 }],
  ])("is refused with a wrong %s", async (name, init) => {
    const { fetch } = service(status(200));
    const error = await resilientFetch(pipeline(), { fetch })(address, init).catch((thrown: unknown) => thrown);
    expect(isResilienceError(error, "INVALID_OPTION") && error.message).toContain(name);
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each<[string, string, ResilientRequestInit]>([
    ["an address with credentials", "https://user:secret@api.example/", {}],
    ["an address that is none", "https://user:secret@:/", {}],
    ["a header that is none", address, { headers: { authorization: "Bearer\nsecret" } }],
  ])("is refused without repeating what may be secret: %s", async (_, target, init) => {
    const error = await resilientFetch(pipeline(), { fetch: service(status(200)).fetch })(target, init).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).cause).toBeUndefined();
    expect(String(error)).not.toContain("secret");
  });

  it("with a used Request is refused with a clear error", async () => {
    const request = new Request(address, { method: "POST", body: "x" });
    await request.text();
    await expect(resilientFetch(pipeline())(request)).rejects.toThrow(/the Request's body has been used/);
  });

  it("puts no credentials and no query into errors and events", async () => {
    const heard: ResilienceEvent[] = [];
    const stop = diagnostics.on((event) => heard.push(event));
    const { settled } = retrying({ fetch: service(status(503)).fetch, throwOnStatus: true });
    const headers = { authorization: "Bearer secret" };
    const outcome = (await settled(`${address}?token=secret`, { headers })) as PromiseRejectedResult;
    stop();
    const told = [outcome.reason, ...heard].map((value) => JSON.stringify(value) + String(value.error ?? value.stack));
    expect(heard.length).toBeGreaterThan(0);
    expect(told.join()).not.toContain("secret");
  });

  it.each<[string, ResilientFetchOptions]>([
    ["deadlineHeader", { deadlineHeader: "not a name" }],
    ["maxPauseMs", { maxPauseMs: -1 }],
    ["limiter", { limiter: {} as never }],
    ["bodyTimeoutMs", { bodyTimeoutMs: 0 }],
    ["there is no option retries", { retries: 3 } as never],
  ])("is never made under wrong options: %s", (name, options) => {
    expect(() => resilientFetch(pipeline(), options)).toThrow(name);
  });

  it("is never made under a cache: a body can be read once", () => {
    expect(() => resilientFetch(pipeline(cache({ ttlMs: 1 })))).toThrow(
      /put the cache around a function that reads it/,
    );
  });
});
