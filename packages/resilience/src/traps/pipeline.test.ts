import { describe, expect, it, vi } from "vitest";
import { consecutiveFailures } from "../circuit-breaker/consecutive-failures.js";
import {
  bulkhead,
  circuitBreaker,
  constantBackoff,
  diagnostics,
  fallback,
  pipeline,
  rateLimiter,
  retry,
  timeout,
} from "../index.js";
import { VirtualClock } from "../testing/index.js";

const everything = () =>
  pipeline(
    bulkhead({ concurrency: 1 }),
    timeout({ ms: 1_000, kind: "total" }),
    retry(),
    circuitBreaker({ strategy: consecutiveFailures(1) }),
    rateLimiter({ kind: "sliding-window", limit: 100, periodMs: 1_000 }),
    timeout({ ms: 500 }),
  );

describe("traps of composition", () => {
  it("26: when a fallback throws, the first error is its cause and the trail has them all", async () => {
    const first = new Error("first");
    const { execute } = pipeline(
      fallback([
        { name: "mirror", run: () => Promise.reject(new Error("second")) },
        {
          name: "bundled",
          run: () => {
            throw new Error("third");
          },
        },
      ]),
    );
    await expect(execute(() => Promise.reject(first))).rejects.toMatchObject({
      code: "FALLBACK_FAILED",
      cause: first,
      trail: [{ step: "primary" }, { step: "mirror" }, { step: "bundled", error: { message: "third" } }],
    });
  });

  it("26: an error that no fallback is for comes through unchanged", async () => {
    const first = new Error("first");
    const { execute } = pipeline(fallback([{ name: "never", run: () => 1, when: () => false }]));
    await expect(execute(() => Promise.reject(first))).rejects.toBe(first);
  });

  it("27: a throwing listener neither fails the call nor silences the other listeners", async () => {
    const heard = vi.fn();
    const stop = [
      diagnostics.on(() => {
        throw new Error("listener");
      }),
      diagnostics.on(heard),
    ];
    const { execute } = pipeline(fallback([{ name: "stand-in", run: () => "well" }], { name: "trap 27" }));
    expect(await execute(() => Promise.reject(new Error("down")))).toBe("well");
    for (const off of stop) off();
    expect(heard).toHaveBeenCalledWith(
      expect.objectContaining({ type: "fallback.used", policy: "trap 27", step: "stand-in" }),
    );
  });

  it.each<[string, () => unknown, unknown]>([
    ["returns a value", () => 7, 7],
    ["returns nothing", () => undefined, undefined],
    ["returns null", () => null, null],
    ["returns an error without throwing it", () => "Error", "Error"],
  ])("28: a synchronous action is a success when it %s", async (_, work, value) => {
    const { execute } = everything();
    expect([await execute(work), await execute(work)]).toEqual([value, value]);
  });

  it("28: what a synchronous action throws rejects, is the very same error, and ends the call for all policies", async () => {
    const boom = new TypeError("boom");
    const { execute } = pipeline(bulkhead({ concurrency: 1 }), retry(), timeout({ ms: 1_000 }));
    const thrown = execute(() => {
      throw boom;
    });
    await expect(thrown).rejects.toBe(boom);
    expect(await execute(() => "next")).toBe("next");
  });

  it("infers what a fallback adds to the answer", async () => {
    const narrow: Promise<number> = pipeline(retry()).execute(() => 1);
    const wide: Promise<number | null> = pipeline(retry(), fallback([{ name: "none", run: () => null }])).execute(
      () => 1,
    );
    expect(await Promise.all([narrow, wide])).toEqual([1, 1]);
  });

  it("29: a caller may change its options and use them again while the call is under way", async () => {
    const clock = new VirtualClock();
    const { execute } = pipeline(retry({ clock, backoff: constantBackoff(10) }));
    const options = { key: "DE", idempotent: true };
    const keys: unknown[] = [];
    const call = execute(({ key, attempt }) => {
      keys.push(key);
      if (attempt === 1) throw Object.assign(new Error("down"), { status: 503 });
      return key;
    }, options);
    options.key = "FR";
    options.idempotent = false;
    await clock.advance(10);
    expect(await call).toBe("DE");
    expect(keys).toEqual(["DE", "DE"]);
  });
});
