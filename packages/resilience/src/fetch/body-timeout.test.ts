import { describe, expect, it } from "vitest";
import { VirtualClock } from "../testing/index.js";
import { withBodyTimeout } from "./body-timeout.js";

/** A body whose pieces come when the test says so. */
function body() {
  let give: (piece: string) => void = () => {};
  let end = () => {};
  let cancelledWith: unknown;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      give = (piece) => controller.enqueue(new TextEncoder().encode(piece));
      end = () => controller.close();
    },
    cancel(reason) {
      cancelledWith = reason;
    },
  });
  return { stream, give, end, cancelledWith: () => cancelledWith };
}

const limited = (stream: ReadableStream<Uint8Array>, clock: VirtualClock) =>
  withBodyTimeout(new Response(stream, { status: 201, headers: { etag: "x" } }), { ms: 100, clock, key: undefined });

describe("a body with a timeout", () => {
  it("is read whole when every piece comes in time, however long the whole takes", async () => {
    const clock = new VirtualClock();
    const { stream, give, end } = body();
    const response = limited(stream, clock);
    const text = response.text();
    for (const piece of ["a", "b", "c"]) {
      await clock.advance(99);
      give(piece);
    }
    await clock.advance(0);
    end();
    expect(await text).toBe("abc");
    expect([response.status, response.headers.get("etag"), clock.pendingTimers]).toEqual([201, "x", 0]);
  });

  it("fails with TIMEOUT after a silence, and lets go of the connection", async () => {
    const clock = new VirtualClock();
    const { stream, give, cancelledWith } = body();
    const text = limited(stream, clock).text();
    const outcome = Promise.allSettled([text]);
    give("half");
    await clock.advance(100);
    expect((await outcome)[0]).toMatchObject({ reason: { code: "TIMEOUT", scope: "attempt" } });
    expect(cancelledWith()).toMatchObject({ code: "TIMEOUT" });
  });

  it("does not hurry a reader that takes its time", async () => {
    const clock = new VirtualClock();
    const { stream, give, end } = body();
    const reader = limited(stream, clock).body?.getReader();
    await clock.advance(10_000);
    give("a");
    end();
    await clock.advance(10_000);
    expect((await reader?.read())?.value).toEqual(new TextEncoder().encode("a"));
    await clock.advance(10_000);
    expect(await reader?.read()).toMatchObject({ done: true });
  });

  it("passes on that the caller gave up reading", async () => {
    const { stream, cancelledWith } = body();
    await limited(stream, new VirtualClock()).body?.cancel("enough");
    expect(cancelledWith()).toBe("enough");
  });

  it("leaves a response without a body alone", () => {
    const empty = new Response(null, { status: 204 });
    expect(withBodyTimeout(empty, { ms: 100, clock: new VirtualClock(), key: undefined })).toBe(empty);
  });
});
