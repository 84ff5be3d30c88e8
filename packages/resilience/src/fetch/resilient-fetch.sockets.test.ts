import { getEventListeners, once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as undici from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { isServiceFailure, isTransient, pipeline, retry, timeout } from "../index.js";
import type { Policy } from "../pipeline/policy.js";
import { VirtualClock } from "../testing/index.js";
import {
  deadlineFromHeaders,
  type FetchInput,
  isHttpError,
  type ResilientFetchOptions,
  resilientFetch,
} from "./index.js";

type Behaviour = (request: IncomingMessage, response: ServerResponse, served: number) => void;
type Implementation = NonNullable<ResilientFetchOptions["fetch"]>;

const servers: { readonly server: Server; readonly sockets: ReadonlySet<Socket> }[] = [];

afterEach(async () => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen<S extends Server>(server: S) {
  const sockets = new Set<Socket>();
  let opened = 0;
  server.on("connection", (socket: Socket) => {
    opened += 1;
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  });
  servers.push({ server, sockets });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, sockets, opened: () => opened };
}

/**
 * A server of HTTP that behaves in turn as told, in the last way for ever. An exchange is unfinished as long as its
 * connection is taken up by it; idle connections are the client's affair (undici opens one anew for each it loses).
 */
async function service(...behaviours: readonly Behaviour[]) {
  let served = 0;
  let unfinished = 0;
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const behave = behaviours[Math.min(served, behaviours.length - 1)];
    served += 1;
    unfinished += 1;
    response.on("close", () => {
      unfinished -= 1;
    });
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    bodies.push(body);
    behave?.(request, response, served);
  });
  return { ...(await listen(server)), served: () => served, unfinished: () => unfinished, bodies };
}

/** A server below HTTP: what it does with a connection on which a request has come. */
const sockets = (behave: (socket: Socket, connection: number) => void) => {
  let connections = 0;
  return listen(
    createSocketServer((socket) => {
      connections += 1;
      const connection = connections;
      socket.once("data", () => behave(socket, connection));
    }),
  );
};

const answer =
  (status: number, body: string | Buffer = "", headers: Record<string, string> = {}): Behaviour =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };
const hang: Behaviour = () => {};
const stall: Behaviour = (_, response) => {
  response.writeHead(200, { "content-length": "100" }).write("half");
};
const wellFormed = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nwell";

const agent = new undici.Agent();
const viaUndici = ((input: FetchInput, init?: RequestInit) =>
  undici.fetch(input as never, { ...(init as undici.RequestInit), dispatcher: agent })) as unknown as Implementation;
const implementations: [string, Implementation, typeof Request][] = [
  ["the runtime's fetch", (input, init) => globalThis.fetch(input, init), Request],
  ["undici's fetch", viaUndici, undici.Request as unknown as typeof Request],
];

const quickRetry = (maxRetries: number) => retry({ maxRetries, backoff: () => 1, jitter: "none" });
const soon = (condition: () => boolean) => expect.poll(condition, { timeout: 10_000, interval: 2 }).toBe(true);

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Lets simulated time pass until `outcome` is there, a ms with every turn of the loop. */
async function passing<T>(clock: VirtualClock, outcome: Promise<T>): Promise<T> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  outcome.then(settle, settle);
  while (!settled) await clock.advance(1);
  return outcome;
}

describe.each(implementations)("resilientFetch with %s, over sockets", (_, fetch, RequestOfIt) => {
  const through = (policies: readonly Policy[], options: ResilientFetchOptions = {}) =>
    resilientFetch(pipeline(...policies), { fetch, ...options });

  it.each<[string, (socket: Socket) => void]>([
    ["resets the connection", (socket) => socket.resetAndDestroy()],
    ["closes it without a word", (socket) => socket.end()],
    ["answers garbage", (socket) => socket.end("garbage\r\n\r\n")],
    ["breaks off in the headers", (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-le")],
  ])("asks again when the service %s", async (_name, fail) => {
    const { url, opened } = await sockets((socket, connection) => {
      if (connection < 3) fail(socket);
      else socket.end(wellFormed);
    });
    const response = await through([quickRetry(3)])(url);
    expect([response.status, await response.text(), opened()]).toEqual([200, "well", 3]);
  });

  it.each<[string, (socket: Socket) => void]>([
    ["a reset", (socket) => socket.resetAndDestroy()],
    ["garbage", (socket) => socket.end("garbage\r\n\r\n")],
  ])("rejects as fetch does when %s lasts, and shows the policies a failure of the service", async (_name, fail) => {
    const seen: unknown[] = [];
    const { url } = await sockets(fail);
    const watching = retry({ maxRetries: 1, backoff: () => 1, isTransient: (error) => seen.push(error) > 0 });
    const rejection = await through([watching])(url).catch((error: unknown) => error);
    expect(rejection).toBeInstanceOf(TypeError);
    expect(rejection).toMatchObject({ message: "fetch failed" });
    expect(seen.map((error) => [isTransient(error), isServiceFailure(error)])).toEqual([
      [true, true],
      [true, true],
    ]);
  });

  it("takes a refused connection for what may pass", async () => {
    const { url } = await service(answer(200));
    const server = servers.at(-1)?.server;
    await new Promise((resolve) => server?.close(resolve));
    const rejection = await through([quickRetry(1)])(url).catch((error: unknown) => error);
    expect(rejection).toMatchObject({ name: "TypeError", cause: { code: "ECONNREFUSED" } });
    expect(isTransient(rejection)).toBe(true);
  });

  it("does not take an unknown host or a port that fetch refuses for what may pass", async () => {
    for (const url of ["http://no-such-host.invalid/", "http://127.0.0.1:1/"]) {
      const seen: unknown[] = [];
      const watching = retry({ isTransient: (error) => seen.push(error) > 0 && isTransient(error), backoff: () => 1 });
      const rejection = await through([watching])(url).catch((error: unknown) => error);
      expect(seen).toEqual([rejection]);
      expect(rejection).toBeInstanceOf(TypeError);
    }
  });

  it("ends an attempt whose headers do not come, closes its connection and asks again", async () => {
    const clock = new VirtualClock();
    const { url, served, unfinished } = await service(hang, answer(200, "well"));
    const again = retry({ maxRetries: 1, backoff: () => 1, clock });
    const asked = through([again, timeout({ ms: 50, clock })])(url);
    await soon(() => served() === 1);
    await clock.advance(49);
    expect(unfinished()).toBe(1);
    await clock.advance(2);
    expect(await (await asked).text()).toBe("well");
    await soon(() => unfinished() === 0);
  });

  it("leaves the body alone once the headers came, however long ago the attempt's time ran out", async () => {
    const clock = new VirtualClock();
    let finish = () => {};
    const { url } = await service((_request, response) => {
      response.writeHead(200, { "content-length": "8" }).write("half");
      finish = () => void response.end("half");
    });
    const response = await through([timeout({ ms: 40, clock })])(url);
    await clock.advance(10_000);
    finish();
    expect(await response.text()).toBe("halfhalf");
  });

  it("fails a stalled body with bodyTimeoutMs and closes its connection", async () => {
    const clock = new VirtualClock();
    const { url, unfinished } = await service(stall);
    const response = await through([timeout({ ms: 1_000_000, clock })], { bodyTimeoutMs: 30 })(url);
    expect([response.status, response.url]).toEqual([200, url]);
    const text = passing(clock, response.text());
    await expect(text).rejects.toMatchObject({ code: "TIMEOUT", scope: "attempt" });
    await soon(() => unfinished() === 0);
  });

  it("fails half a body as fetch does", async () => {
    const { url } = await service((_request, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half", () => response.destroy());
    });
    const response = await through([quickRetry(1)])(url);
    await expect(response.text()).rejects.toThrow(TypeError);
  });

  it("lets the caller's signal end the body too, under a timeout of the pipeline's", async () => {
    const { url, unfinished } = await service(stall);
    const controller = new AbortController();
    const response = await through([timeout({ ms: 10_000 })])(url, { signal: controller.signal });
    const text = response.text();
    // What aborts the body lives as long as the body does.
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(() => resolve(collect())));
    controller.abort();
    await expect(text).rejects.toMatchObject({ name: "AbortError" });
    await soon(() => unfinished() === 0);
  });

  it("11: a signal that outlives many calls keeps nothing of them", async () => {
    const { url } = await service(answer(200, "well"));
    const { signal } = new AbortController();
    const asking = through([timeout({ ms: 10_000 })]);
    await Promise.all(Array.from({ length: 50 }, async () => (await asking(url, { signal })).text()));
    expect(getEventListeners(signal, "abort").length).toBeLessThanOrEqual(1);
    await expect
      .poll(
        () => {
          collect();
          return getEventListeners(signal, "abort").length;
        },
        { timeout: 5_000 },
      )
      .toBe(0);
  });

  it.each([
    ["seconds", "2"],
    ["a date", "Thu, 01 Jan 2026 00:00:02 GMT"],
  ])("waits as Retry-After asks, in %s", async (_name, header) => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 1));
    const { url, served } = await service(answer(429, "", { "retry-after": header }), answer(200));
    const asked = through([retry({ maxRetries: 1, backoff: () => 1, clock })])(url);
    await soon(() => clock.pendingTimers > 0);
    await clock.advance(1_999);
    expect(served()).toBe(1);
    await clock.advance(1);
    expect((await asked).status).toBe(200);
  });

  it("sends the whole body again", async () => {
    const form = new (fetch === viaUndici ? undici.FormData : FormData)();
    form.append("field", "value");
    for (const body of [
      "text",
      new Blob(["text"]),
      new TextEncoder().encode("text"),
      new URLSearchParams("a=1"),
      form,
    ]) {
      const { url, bodies } = await service(answer(503, "busy"), answer(200));
      const response = await through([quickRetry(1)])(url, { method: "PUT", body: body as BodyInit });
      expect(response.status).toBe(200);
      const [first, second] = bodies.map((sent) => sent.replaceAll(/-*form\w*-[\w-]+/gi, "boundary"));
      expect(first).not.toBe("");
      expect(second).toBe(first);
    }
  });

  it("sends a stream once, and one that a function makes again and again", async () => {
    const stream = () => new Blob(["text"]).stream() as unknown as BodyInit;
    const { url, bodies } = await service(answer(503, "busy"), answer(503), answer(200));
    expect((await through([quickRetry(3)])(url, { method: "PUT", body: stream() })).status).toBe(503);
    expect(bodies).toEqual(["text"]);
    expect((await through([quickRetry(3)])(url, { method: "PUT", body: stream })).status).toBe(200);
    expect(bodies).toEqual(["text", "text", "text"]);
  });

  it("takes Request objects: without a body again and again, with one once, with its headers and signal", async () => {
    const { url, bodies, served } = await service((request, response) => {
      response.writeHead(request.headers["x-mine"] === "yes" ? 503 : 400).end();
    });
    const headers = { "x-mine": "yes" };
    expect((await through([quickRetry(2)])(new RequestOfIt(url, { headers }))).status).toBe(503);
    expect(served()).toBe(3);
    const put = new RequestOfIt(url, { method: "PUT", body: "text", headers });
    expect((await through([quickRetry(2)])(put)).status).toBe(503);
    expect(bodies.slice(3)).toEqual(["text"]);
    await expect(through([quickRetry(2)])(put)).rejects.toThrow(/has been used/);
  });

  it("tells the next service how long it has, which reads it as its deadline", async () => {
    const { url } = await service((request, response) => {
      response.end(String(deadlineFromHeaders(request.headers, { maxMs: 5_000 })));
    });
    const told = Number(await (await through([timeout({ ms: 2_000 })])(url)).text());
    expect(told).toBeGreaterThan(1_000);
    expect(told).toBeLessThanOrEqual(2_000);
  });

  it("answers the last failing response, whole, also when its body is larger than what is drained", async () => {
    const large = Buffer.alloc(500_000, "x");
    const { url } = await service(answer(503, "first"), answer(503, large));
    const response = await through([quickRetry(1)], { maxDrainBytes: 10_000 })(url);
    expect((await response.text()).length).toBe(large.length);
    expect([response.url, response.ok]).toEqual([url, false]);
  });

  it("uses the same few connections through hundreds of retries, whose bodies nobody reads", async () => {
    const {
      url,
      opened,
      served,
      sockets: open,
    } = await service((_request, response, served) => {
      response.writeHead(served % 5 === 0 ? 200 : 503).end("x".repeat(20_000));
    });
    const asking = through([quickRetry(4)]);
    for (let call = 0; call < 60; call += 1) await (await asking(url)).text();
    expect(served()).toBe(300);
    expect(opened()).toBeLessThanOrEqual(5);
    expect(open.size).toBeLessThanOrEqual(5);
  });

  it("does not hold a connection for failed bodies without end", async () => {
    const clock = new VirtualClock();
    const endless: Behaviour = (_request, response) => {
      response.writeHead(503).write("x".repeat(1_000));
    };
    const { url, served, unfinished } = await service(...Array<Behaviour>(20).fill(endless), answer(200, "well"));
    const again = retry({ maxRetries: 20, backoff: () => 1, jitter: "none", clock });
    const response = await passing(clock, through([again], { maxDrainMs: 5 })(url));
    expect([await response.text(), served()]).toEqual(["well", 21]);
    await clock.advance(5);
    await soon(() => unfinished() === 0);
  });

  it("throws an HttpError without credentials or query, and lets go of the response", async () => {
    const { url, unfinished } = await service((_request, response) => {
      response.writeHead(503, { "retry-after": "0" }).write("x");
    });
    const asking = through([], { throwOnStatus: true, maxDrainMs: 20 });
    const error = await asking(`${url}path?key=secret`).catch((thrown: unknown) => thrown);
    expect(isHttpError(error, 503) && [error.url, error.retryAfterMs]).toEqual([`${url}path`, 0]);
    await soon(() => unfinished() === 0);
  });
});
