import { describe, expect, it } from "vitest";
import type { HttpErrorKind } from "./error.js";
import { exchange, type HttpRequest } from "./exchange.js";

const get: HttpRequest = {
  method: "GET",
  url: new URL("https://rates.example/latest"),
  headers: {},
  body: undefined,
  confidential: false,
};

function server(...responses: readonly Response[]) {
  const asked: string[] = [];
  const queue = [...responses];
  const fetch = async (input: string | URL | Request) => {
    asked.push(String(input));
    const response = queue.shift();
    if (response === undefined) throw new TypeError("fetch failed");
    return response;
  };
  return { asked, options: { fetch, signal: new AbortController().signal, maxBytes: 100 } };
}

const redirect = (status: number, location: string) => new Response(null, { status, headers: { location } });
const failing = (kind: HttpErrorKind) => expect.objectContaining({ name: "HttpError", kind });

describe("exchange", () => {
  it("gives the status, the bare media type and the body", async () => {
    const { options } = server(new Response("{}", { headers: { "content-type": "Application/JSON; charset=utf-8" } }));
    const reply = await exchange(get, options);
    expect(reply).toMatchObject({ status: 200, mediaType: "application/json" });
    expect(new TextDecoder().decode(reply.body)).toBe("{}");
  });

  it("tells of a connection that failed, with its cause", async () => {
    const rejection = expect.objectContaining({ kind: "broken", cause: expect.any(TypeError) });
    await expect(exchange(get, server().options)).rejects.toEqual(rejection);
  });

  it("stops at the size limit and cancels the rest, announced or not", async () => {
    let cancelled = false;
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(60)),
      cancel: () => {
        cancelled = true;
      },
    });
    await expect(exchange(get, server(new Response(endless)).options)).rejects.toEqual(failing("too-large"));
    expect(cancelled).toBe(true);
    const announced = new Response("short", { headers: { "content-length": "5000" } });
    await expect(exchange(get, server(announced).options)).rejects.toEqual(failing("too-large"));
  });

  it("calls a broken stream cut", async () => {
    const broken = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new Uint8Array(5));
        controller.error(new TypeError("terminated"));
      },
    });
    await expect(exchange(get, server(new Response(broken)).options)).rejects.toEqual(failing("cut"));
  });

  it("rejects with the caller's reason when the caller goes away", async () => {
    const controller = new AbortController();
    const fetch = () => {
      controller.abort(new Error("closing time"));
      return Promise.reject(new Error("aborted"));
    };
    const asked = exchange(get, { fetch, signal: controller.signal, maxBytes: 10 });
    await expect(asked).rejects.toThrow("closing time");
  });

  it("follows three redirects and not four", async () => {
    const three = server(...[1, 2, 3].map((hop) => redirect(302, `/hop/${hop}`)), new Response("there"));
    expect((await exchange(get, three.options)).status).toBe(200);
    expect(three.asked.at(-1)).toBe("https://rates.example/hop/3");
    const four = server(...[1, 2, 3, 4].map(() => redirect(302, "/on")));
    await expect(exchange(get, four.options)).rejects.toEqual(failing("redirect"));
  });

  it.each([
    ["to http", get, redirect(302, "http://rates.example/")],
    ["to a file", get, redirect(302, "file:///etc/passwd")],
    ["nowhere", get, new Response(null, { status: 302 })],
    ["with a secret to another origin", { ...get, confidential: true }, redirect(302, "https://other.example/")],
    ["turning a POST into a GET", { ...get, method: "POST" as const }, redirect(302, "/elsewhere")],
  ])("follows no redirect %s", async (_name, request, response) => {
    const { asked, options } = server(response, new Response("never"));
    await expect(exchange(request, options)).rejects.toEqual(failing("redirect"));
    expect(asked).toHaveLength(1);
  });
});
