import { describe, expect, it } from "vitest";
import { pipeline, retry, timeout } from "../index.js";
import { VirtualClock } from "../testing/index.js";
import { type ResilientFetchOptions, resilientFetch } from "./index.js";

/** A response whose body has so many pieces of 1,000 bytes, and what became of it. */
function response(status: number, pieces: number, headers: Record<string, string> = {}) {
  const fate = { read: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (fate.read === pieces) controller.close();
        else controller.enqueue(new Uint8Array(1_000));
        fate.read += fate.read === pieces ? 0 : 1;
      },
      cancel() {
        fate.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { fate, response: new Response(body, { status, headers }) };
}

async function thrown(reply: Response, options: ResilientFetchOptions = {}) {
  const clock = new VirtualClock();
  const throwing = { fetch: async () => reply, throwOnStatus: true, ...options };
  const call = resilientFetch(pipeline(timeout({ ms: 1_000_000, clock })), throwing)("https://api.example/");
  await expect(call).rejects.toMatchObject({ status: reply.status });
  return clock;
}

describe("a response that the caller does not get", () => {
  it("is read to its end when that is near, so that its connection can be used again", async () => {
    const { fate, response: reply } = response(503, 10);
    const clock = await thrown(reply);
    await clock.advance(0);
    expect(fate).toEqual({ read: 10, cancelled: false });
    expect(clock.pendingTimers).toBe(0);
  });

  it("is cancelled beyond maxDrainBytes", async () => {
    const { fate, response: reply } = response(503, 1_000);
    const clock = await thrown(reply, { maxDrainBytes: 5_000 });
    await clock.advance(0);
    expect(fate).toEqual({ read: 6, cancelled: true });
    expect(clock.pendingTimers).toBe(0);
  });

  it("is cancelled unread when it announces more than maxDrainBytes", async () => {
    const { fate, response: reply } = response(503, 1_000, { "content-length": "1000000" });
    await thrown(reply);
    expect(fate).toEqual({ read: 0, cancelled: true });
  });

  it("is cancelled when its end does not come within maxDrainMs", async () => {
    let cancelled = false;
    const silent = new ReadableStream({
      cancel() {
        cancelled = true;
      },
    });
    const clock = await thrown(new Response(silent, { status: 503 }), { maxDrainMs: 100 });
    await clock.advance(99);
    expect(cancelled).toBe(false);
    await clock.advance(1);
    expect(cancelled).toBe(true);
  });

  it.each([
    ["before the call ended", 20],
    ["after the call ended", 5_000],
  ])("is let go of when it comes too late, %s", async (_, lateMs) => {
    const clock = new VirtualClock();
    const late = response(200, 10);
    const inTime = response(200, 1);
    const pause = (ms: number) => new Promise<void>((resolve) => clock.setTimeout(resolve, ms));
    let sent = 0;
    // Deaf to its signal, as a stand-in may be.
    const replies = [late.response, inTime.response];
    const fetch = async () => {
      const reply = replies[sent] as Response;
      sent += 1;
      await pause(sent === 1 ? lateMs : 15);
      return reply;
    };
    const again = retry({ maxRetries: 1, backoff: () => 0, clock });
    const call = resilientFetch(pipeline(again, timeout({ ms: 16, clock })), { fetch })("https://api.example/");
    await clock.advance(10_000);
    expect(await call).toBe(inTime.response);
    expect(late.fate).toEqual({ read: 10, cancelled: false });
    expect(inTime.fate).toEqual({ read: 0, cancelled: false });
  });
});

describe("a failed response that the caller gets", () => {
  it("has been read only as far as it is drained, and is cancelled by the caller alone", async () => {
    const { fate, response: reply } = response(503, 1_000);
    const kept = await resilientFetch(pipeline(), { fetch: async () => reply, maxDrainBytes: 5_000 })(
      "https://api.example/",
    );
    await new VirtualClock().advance(0);
    expect(fate.read).toBeLessThan(10);
    expect(fate.cancelled).toBe(false);
    await (kept as Response).body?.cancel();
    expect(fate.cancelled).toBe(true);
  });
});
