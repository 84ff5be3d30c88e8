import { afterEach, describe, expect, it } from "vitest";
import {
  bulkhead,
  cache,
  circuitBreaker,
  consecutiveFailures,
  diagnostics,
  fallback,
  type Pipeline,
  type PipelineState,
  type Policy,
  pipeline,
  pipelineRegistry,
  type ResilienceEvent,
  retry,
  timeout,
} from "../index.js";
import { VirtualClock } from "../testing/index.js";

const down = () => Promise.reject(Object.assign(new Error("down"), { status: 503 }));
const clock = new VirtualClock();
const breaker = () => circuitBreaker({ strategy: consecutiveFailures(5), clock });

let stop = () => {};

function registered(...policies: Policy<unknown>[]) {
  const pipelines = pipelineRegistry({ clock });
  const vies = pipelines.register("vies", pipeline(...policies));
  const state = (): PipelineState => {
    const [first] = pipelines.states();
    if (first === undefined) throw new Error("nothing is registered");
    return first;
  };
  return { pipelines, vies, state };
}

function hearing(): ResilienceEvent[] {
  const heard: ResilienceEvent[] = [];
  stop = diagnostics.on((event) => heard.push(event));
  return heard;
}

afterEach(() => stop());

describe("pipelineRegistry", () => {
  it("counts what the calls of a pipeline came to", async () => {
    const { vies, state } = registered(bulkhead({ concurrency: 1, clock }));
    let finish = (_: string) => {};
    const first = vies.execute(() => new Promise<string>((resolve) => (finish = resolve)));
    await expect(vies.execute(() => "too much")).rejects.toMatchObject({ code: "BULKHEAD_FULL" });
    expect(state()).toMatchObject({ calls: 2, successes: 0, failures: 1, inFlight: 1, degraded: 0 });
    finish("well");
    expect(await first).toBe("well");
    await vies.execute(down).catch(() => {});
    expect(state()).toMatchObject({
      calls: 3,
      successes: 1,
      failures: 2,
      inFlight: 0,
      rejections: { BULKHEAD_FULL: 1 },
      lastError: { code: "HTTP_503", at: clock.wallNow() },
    });
  });

  it("answers with the very value, error and report of the pipeline, and its types", async () => {
    const steps = pipeline(fallback([{ name: "none", run: () => null, when: (error) => error !== boom }]));
    const boom = new Error("boom");
    const watched: Pipeline<null> = pipelineRegistry().register("typed", steps);
    const value: number | null = await watched.execute(() => 1);
    expect(value).toBe(1);
    await expect(watched.execute(() => Promise.reject(boom))).rejects.toBe(boom);
    expect(await watched.executeWithReport(down)).toMatchObject({ value: null, degraded: true, source: "none" });
    expect(watched.policies).toBe(steps.policies);
  });

  it("counts degraded answers, whether a report was asked for or not", async () => {
    const { vies, state } = registered(fallback([{ name: "bundled", run: () => 1 }]));
    await vies.execute(down);
    await vies.executeWithReport(down);
    await vies.execute(() => 2);
    expect(state()).toMatchObject({ calls: 3, successes: 3, failures: 0, degraded: 2 });
  });

  it("measures how long served calls took, lately", async () => {
    const { vies, state } = registered(bulkhead({ concurrency: 1, clock }));
    expect(state().latencyMs).toEqual({ samples: 0, p50: null, p95: null, p99: null });
    for (let tenth = 1; tenth <= 10; tenth += 1) {
      const took = tenth === 10 ? 1_000 : 10;
      const call = vies.execute(() => new Promise<void>((resolve) => clock.setTimeout(resolve, took)));
      await vies.execute(() => {}).catch(() => {});
      await clock.advance(took);
      await call;
    }
    const { samples, p50, p95, p99 } = state().latencyMs;
    expect(samples).toBe(10);
    expect([p50, p95, p99].map((ms) => Math.round(Math.log10(ms ?? 0)))).toEqual([1, 3, 3]);
    await clock.advance(120_000);
    expect(state().latencyMs.samples).toBe(0);
    expect(state().calls).toBe(20);
  });

  it("shows policies, settings and snapshots as plain data", async () => {
    const { pipelines, vies } = registered(
      cache({ ttlMs: Number.POSITIVE_INFINITY, clock, name: "answers" }),
      retry({ clock, maxRetries: 2 }),
      breaker(),
    );
    await vies.execute(() => 1, { key: "DE" });
    const [state] = JSON.parse(JSON.stringify(pipelines.states()));
    expect(state).toEqual(pipelines.states()[0]);
    expect(state.policies).toMatchObject([
      { kind: "cache", name: "answers", settings: { ttlMs: "Infinity" } },
      { kind: "retry", name: "retry", settings: { maxRetries: 2, jitter: "full" } },
      { kind: "circuit-breaker", settings: { openMs: 60_000 } },
    ]);
    expect(Object.keys(state.policies[1].settings)).not.toContain("clock");
    expect(state.warnings).toEqual([]);
  });

  it("shows what the check of each pipeline says", () => {
    const { state } = registered(timeout({ ms: 100, kind: "total", clock }), timeout({ ms: 100, clock }));
    expect(state().warnings).toMatchObject([{ code: "TIMEOUT_NEVER_FIRES" }]);
  });

  it("shows the other policies when one can not tell", () => {
    const broken: Policy = {
      kind: "chaos",
      name: "broken",
      settings: {},
      snapshot: () => {
        throw new Error("no snapshot");
      },
      wrap: (next) => next,
    };
    const { state } = registered(broken, retry());
    expect(state().policies).toMatchObject([{ snapshot: { error: "Error: no snapshot" } }, { kind: "retry" }]);
  });

  it("finds pipelines by name, refuses a name twice, and frees it again", () => {
    const { pipelines, vies } = registered(retry());
    expect([pipelines.get("vies"), pipelines.get("gleif"), pipelines.names]).toEqual([vies, undefined, ["vies"]]);
    expect(() => pipelines.register("vies", pipeline())).toThrow(/named vies already/);
    expect(() => pipelines.register("", pipeline())).toThrow(/name must be a non-empty string/);
    expect([pipelines.unregister("vies"), pipelines.unregister("vies"), pipelines.names]).toEqual([true, false, []]);
    expect(pipelines.register("vies", pipeline())).toBeDefined();
  });

  it("tells of every call that it began and how it ended", async () => {
    const { vies } = registered(retry({ maxRetries: 0 }));
    const heard = hearing();
    await vies.execute(() => 1, { key: "DE" });
    await vies.execute(down).catch(() => {});
    expect(heard.filter(({ type }) => type.startsWith("call."))).toMatchObject([
      { type: "call.started", pipeline: "vies", key: "DE" },
      { type: "call.settled", pipeline: "vies", outcome: "success", degraded: false, durationMs: 0 },
      { type: "call.started", pipeline: "vies" },
      { type: "call.settled", pipeline: "vies", outcome: "failure", error: { message: "down" } },
    ]);
  });
});

describe("pipelineRegistry: reconfiguration", () => {
  it("changes one policy while calls are under way, and says so", async () => {
    const { pipelines, vies, state } = registered(bulkhead({ concurrency: 1, queue: 1, clock }));
    const heard = hearing();
    const ends: (() => void)[] = [];
    const work = () => new Promise<void>((resolve) => ends.push(resolve));
    const calls = [vies.execute(work), vies.execute(work)];
    pipelines.reconfigure("vies", "bulkhead", { concurrency: 2 });
    await clock.advance(0);
    expect(ends).toHaveLength(2);
    for (const end of ends) end();
    await Promise.all(calls);
    expect(state().policies[0]?.settings).toMatchObject({ concurrency: 2, queue: 1 });
    expect(heard).toContainEqual({
      type: "policy.reconfigured",
      policy: "bulkhead",
      key: undefined,
      pipeline: "vies",
      changed: ["concurrency"],
    });
  });

  it("changes several policies or, when one change is invalid, none", async () => {
    const { pipelines, vies, state } = registered(
      bulkhead({ concurrency: 1, queue: 9, clock }),
      retry({ clock, maxRetries: 2 }),
    );
    const heard = hearing();
    let running = 0;
    const call = () => vies.execute(() => new Promise<void>(() => (running += 1)));
    void call();
    void call();
    const before = state();
    // Also not for a moment: a bulkhead that was widened would let the waiting call in.
    expect(() => pipelines.reconfigure("vies", { bulkhead: { concurrency: 5 }, retry: { maxRetries: -1 } })).toThrow(
      /maxRetries must be an integer from 0/,
    );
    await clock.advance(0);
    expect([state(), running]).toEqual([before, 1]);
    expect(heard.some(({ type }) => type === "policy.reconfigured")).toBe(false);
    pipelines.reconfigure("vies", { bulkhead: { concurrency: 5 }, retry: { maxRetries: 1 } });
    await clock.advance(0);
    expect(running).toBe(2);
    expect(state().policies).toMatchObject([{ settings: { concurrency: 5 } }, { settings: { maxRetries: 1 } }]);
  });

  it("changes a policy that can not check beforehand first, and refuses two of them", () => {
    const done: string[] = [];
    const simple = (name: string, refuses: boolean): Policy => ({
      kind: "chaos",
      name,
      settings: {},
      wrap: (next) => next,
      reconfigure: () => {
        if (refuses) throw new Error(`${name} refuses`);
        done.push(name);
      },
    });
    const { pipelines, state } = registered(retry(), simple("a", false), simple("b", true));
    expect(() => pipelines.reconfigure("vies", { retry: { maxRetries: 1 }, b: { rate: 1 } })).toThrow(/b refuses/);
    expect(() => pipelines.reconfigure("vies", { a: {}, b: {} })).toThrow(/change one at a time/);
    expect(done).toEqual([]);
    expect(state().policies[0]?.settings).toMatchObject({ maxRetries: 3 });
    pipelines.reconfigure("vies", { retry: { maxRetries: 1 }, a: { rate: 1 } });
    expect(done).toEqual(["a"]);
    expect(state().policies[0]?.settings).toMatchObject({ maxRetries: 1 });
  });

  it("refuses what it can not find, or not tell apart", () => {
    const fixed: Policy = { kind: "tracing", name: "traces", settings: {}, wrap: (next) => next };
    const { pipelines } = registered(timeout({ ms: 9, kind: "total" }), retry(), timeout({ ms: 1 }), fixed);
    expect(() => pipelines.reconfigure("gleif", "retry", {})).toThrow(/no pipeline gleif; known are vies/);
    expect(() => pipelines.reconfigure("vies", "cache", {})).toThrow(/no policy cache; known are timeout, retry/);
    expect(() => pipelines.reconfigure("vies", "timeout", { ms: 5 })).toThrow(/2 policies are named timeout/);
    expect(() => pipelines.reconfigure("vies", "traces", {})).toThrow(/traces has no settings that can change/);
    expect(() => pipelines.reconfigure("vies", "retry", 3 as never)).toThrow(/changes of retry must be an object/);
    expect(() => pipelines.reconfigure("vies", null as never)).toThrow(/object of changes by policy/);
  });
});

describe("pipelineRegistry: an operator's hand", () => {
  it("isolates a pipeline through its breakers until it is released, once", async () => {
    const { pipelines, vies } = registered(breaker());
    const first = pipelines.isolate("vies");
    const second = pipelines.isolate("vies");
    await expect(vies.execute(() => 1)).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
    first();
    first();
    await expect(vies.execute(() => 1)).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
    second();
    expect(await vies.execute(() => 1)).toBe(1);
  });

  it("closes the circuits; the counts stay", async () => {
    const { pipelines, vies, state } = registered(breaker());
    for (let failure = 0; failure < 5; failure += 1) await vies.execute(down).catch(() => {});
    await expect(vies.execute(() => 1)).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
    pipelines.reset("vies");
    expect(await vies.execute(() => 1)).toBe(1);
    expect(state()).toMatchObject({ calls: 7, failures: 6, rejections: { CIRCUIT_OPEN: 1 } });
  });

  it("refuses for a pipeline without a breaker: nothing would be isolated", () => {
    const { pipelines } = registered(retry());
    expect(() => pipelines.isolate("vies")).toThrow(/vies has no circuit breaker/);
    expect(() => pipelines.reset("vies")).toThrow(/vies has no circuit breaker/);
  });
});
