import { describe, expect, it, vi } from "vitest";
import type { CallContext } from "../call/context.js";
import { diagnostics } from "../diagnostics/diagnostics.js";
import { pipeline } from "../pipeline/pipeline.js";
import { constantBackoff } from "../retry/backoff.js";
import { retry } from "../retry/retry.js";
import { VirtualClock } from "../testing/index.js";
import { timeout } from "../timeout/timeout.js";
import { byPriority } from "./by-priority.js";
import { fairByKey } from "./fair-by-key.js";
import { RequestQueue } from "./request-queue.js";

const settled = async (calls: readonly Promise<unknown>[]) => Promise.allSettled(calls);

function scene(options: Partial<ConstructorParameters<typeof RequestQueue>[0]> = {}) {
  const clock = new VirtualClock();
  const queue = new RequestQueue({ capacity: 10, workers: 1, ...options, clock });
  const started: string[] = [];
  const takes = (name: string, ms: number) => () => {
    started.push(name);
    return new Promise<string>((resolve) => clock.setTimeout(() => resolve(name), ms));
  };
  return { clock, queue, started, takes };
}

describe("a request queue", () => {
  it("answers with what the work returns or throws, synchronous work too", async () => {
    const { queue } = scene();
    queue.start();
    const failure = new Error("no answer");
    const throws = () => {
      throw failure;
    };
    const answers = await settled([
      queue.enqueue(() => 1),
      queue.enqueue(() => Promise.resolve(2)),
      queue.enqueue(throws),
      queue.enqueue(() => undefined),
      queue.enqueue(() => Promise.reject(failure)),
    ]);
    expect(answers).toMatchObject([
      { value: 1 },
      { value: 2 },
      { reason: failure },
      { value: undefined },
      { reason: failure },
    ]);
    expect(queue.stats()).toMatchObject({ enqueued: 5, completed: 3, failed: 2, waiting: 0, running: 0 });
  });

  it("only waits until it is started, and runs so many at a time, in order", async () => {
    const { clock, queue, started, takes } = scene({ workers: 2 });
    const answers = settled(["a", "b", "c", "d", "e"].map((name) => queue.enqueue(takes(name, 100))));
    await clock.advance(1_000);
    expect([queue.size, started]).toEqual([5, []]);
    queue.start();
    expect([queue.size, started]).toEqual([3, ["a", "b"]]);
    await clock.advance(100);
    expect(started).toEqual(["a", "b", "c", "d"]);
    await clock.advance(200);
    expect(await answers).toMatchObject(["a", "b", "c", "d", "e"].map((value) => ({ value })));
    expect(clock.pendingTimers).toBe(0);
  });

  it("tells the work its key, deadline and signal", async () => {
    const { clock, queue } = scene();
    queue.start();
    await clock.advance(5);
    const context = await queue.enqueue(
      ({ key, deadline, attempt, idempotent, signal }: CallContext) => {
        return { key, deadline, attempt, idempotent, aborted: signal.aborted };
      },
      { key: "k", deadlineMs: 50, idempotent: false },
    );
    expect(context).toEqual({ key: "k", deadline: 55, attempt: 1, idempotent: false, aborted: false });
    expect(clock.pendingTimers).toBe(0);
  });

  it("goes by priority, or takes turns by key, when told to", async () => {
    const urgent = scene({ order: byPriority() });
    const fair = scene({ order: fairByKey() });
    const wanted = [{ key: "a" }, { key: "a" }, { key: "a", priority: 1 }, { key: "b" }];
    for (const { queue, takes } of [urgent, fair]) {
      wanted.forEach((options, index) => void queue.enqueue(takes(`${index}`, 1), options));
      queue.start();
    }
    await urgent.clock.advance(10);
    await fair.clock.advance(10);
    expect(urgent.started).toEqual(["2", "0", "1", "3"]);
    expect(fair.started).toEqual(["0", "3", "1", "2"]);
  });

  describe("when it is full", () => {
    it("refuses, and says when to come back: once as many were served as wait, at the observed rate", async () => {
      const { clock, queue, takes } = scene({ capacity: 4, workers: 2 });
      queue.start();
      void queue.enqueue(takes("first", 100));
      void queue.enqueue(takes("second", 300));
      await clock.advance(300);
      for (let index = 0; index < 6; index += 1) void queue.enqueue(takes("more", 100));
      const [refused] = await settled([queue.enqueue(() => "one too many")]);
      // The mean of 100 and 300 ms, four times, by two workers.
      expect(refused).toMatchObject({ reason: { code: "QUEUE_FULL", retryAfterMs: 400 } });
      expect(queue.stats()).toMatchObject({ enqueued: 8, rejected: 1, waiting: 4, running: 2 });
    });

    it("knows no time to come back before anything was served", async () => {
      const { queue } = scene({ capacity: 1 });
      void queue.enqueue(() => 1);
      const [refused] = await settled([queue.enqueue(() => 2)]);
      expect(refused).toMatchObject({ reason: { code: "QUEUE_FULL", retryAfterMs: undefined } });
    });

    it("calls producers that wait for room in order, one a place, and they never meet a refusal", async () => {
      const { clock, queue, takes } = scene({ capacity: 2, workers: 1 });
      queue.start();
      const made: string[] = [];
      const answers: Promise<unknown>[] = [];
      const produce = async (name: string) => {
        for (let index = 0; index < 3; index += 1) {
          await queue.ready();
          expect(queue.size).toBeLessThan(2);
          made.push(`${name}${index}`);
          answers.push(queue.enqueue(takes(`${name}${index}`, 10)));
        }
      };
      const producers = Promise.all(["a", "b", "c", "d"].map(produce));
      await clock.advance(0);
      expect(made).toEqual(["a0", "b0", "c0"]);
      await clock.advance(200);
      await producers;
      expect(made).toEqual(["a0", "b0", "c0", "d0", "a1", "b1", "c1", "d1", "a2", "b2", "c2", "d2"]);
      expect(await settled(answers)).toHaveLength(12);
      expect(queue.stats()).toMatchObject({ completed: 12, rejected: 0 });
    });

    it("calls the next producer when one that was called makes nothing", async () => {
      const { clock, queue, takes } = scene({ capacity: 1 });
      queue.start();
      void queue.enqueue(takes("running", 10));
      void queue.enqueue(takes("waiting", 10));
      const called: number[] = [];
      for (const number of [1, 2, 3]) void queue.ready().then(() => called.push(number));
      await clock.advance(9);
      expect(called).toEqual([]);
      await clock.advance(1);
      expect(called).toEqual([1, 2, 3]);
    });

    it("lets so many producers wait and no more, and a producer leave", async () => {
      const { queue } = scene({ capacity: 1, producers: 2 });
      void queue.enqueue(() => 1);
      const caller = new AbortController();
      const leaving = settled([queue.ready({ signal: caller.signal })]);
      const staying = queue.ready();
      expect((await settled([queue.ready()]))[0]).toMatchObject({ reason: { code: "QUEUE_FULL" } });
      caller.abort();
      expect(await leaving).toMatchObject([{ reason: { code: "ABORTED" } }]);
      queue.start();
      await staying;
    });
  });

  describe("for a caller who does not wait for ever", () => {
    it("ends a request at its deadline, whether it waits or runs, and aborts the work's signal", async () => {
      const { clock, queue, started, takes } = scene();
      queue.start();
      let signal: AbortSignal | undefined;
      const hangs = (context: CallContext) => {
        signal = context.signal;
        return new Promise((resolve) => clock.setTimeout(() => resolve(1), 500));
      };
      const answers = settled([
        queue.enqueue(hangs, { deadlineMs: 100 }),
        queue.enqueue(takes("late", 1), { deadlineMs: 200 }),
      ]);
      await clock.advance(100);
      expect([queue.stats().expired, signal?.aborted, queue.stats().running]).toEqual([1, true, 1]);
      await clock.advance(100);
      expect(await answers).toMatchObject([
        { reason: { code: "TIMEOUT", scope: "total" } },
        { reason: { code: "TIMEOUT", scope: "total" } },
      ]);
      expect([queue.stats().expired, queue.size, started]).toEqual([2, 0, []]);
    });

    it("ends what waited longer than the queue's timeout, and not what runs", async () => {
      const { clock, queue, takes } = scene({ queueTimeoutMs: 50 });
      queue.start();
      const answers = settled([
        queue.enqueue(takes("long", 40)),
        queue.enqueue(takes("waits, but not too long", 80)),
        queue.enqueue(takes("never", 1)),
      ]);
      await clock.advance(120);
      expect(await answers).toMatchObject([
        { value: "long" },
        { value: "waits, but not too long" },
        { reason: { code: "QUEUE_FULL" } },
      ]);
      expect(queue.stats()).toMatchObject({ completed: 2, expired: 1 });
      expect(clock.pendingTimers).toBe(0);
    });

    it("14: a caller who leaves is answered at once, and the worker stays taken until the work has ended", async () => {
      const { clock, queue, started, takes } = scene();
      queue.start();
      const caller = new AbortController();
      const left = settled([queue.enqueue(takes("ignores its signal", 100), { signal: caller.signal })]);
      void queue.enqueue(takes("next", 10));
      caller.abort();
      expect(await left).toMatchObject([{ reason: { code: "ABORTED" } }]);
      await clock.advance(99);
      expect([started, queue.stats().running]).toEqual([["ignores its signal"], 1]);
      await clock.advance(1);
      expect(started).toEqual(["ignores its signal", "next"]);
      expect(queue.stats()).toMatchObject({ cancelled: 1 });
    });

    it("17: a caller who leaves while waiting is out of the queue and rejects at once", async () => {
      const { queue, takes } = scene();
      const caller = new AbortController();
      const left = settled([queue.enqueue(takes("x", 1), { signal: caller.signal })]);
      caller.abort(new Error("enough"));
      expect(queue.size).toBe(0);
      expect(await left).toMatchObject([{ reason: { code: "ABORTED", cause: { message: "enough" } } }]);
      const work = vi.fn();
      expect(await settled([queue.enqueue(work, { signal: caller.signal })])).toMatchObject([
        { reason: { code: "ABORTED" } },
      ]);
      queue.start();
      expect(work).not.toHaveBeenCalled();
      expect(queue.stats()).toMatchObject({ enqueued: 1, cancelled: 1, running: 0 });
    });

    it("11: a thousand requests under one signal add one listener to it, and take it away", async () => {
      const { queue } = scene({ capacity: 1_000 });
      const caller = new AbortController();
      const added = vi.spyOn(caller.signal, "addEventListener");
      const removed = vi.spyOn(caller.signal, "removeEventListener");
      const answers = Array.from({ length: 1_000 }, () => queue.enqueue(() => 1, { signal: caller.signal }));
      queue.start();
      await Promise.all(answers);
      expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([1, 1]);
    });
  });

  describe("when it is stopped", () => {
    it("finishes what it has accepted, takes no more, and has stopped when the last is done", async () => {
      const { clock, queue, takes } = scene();
      queue.start();
      const answers = settled([queue.enqueue(takes("a", 100)), queue.enqueue(takes("b", 100))]);
      let stoppedAt: number | undefined;
      void queue.stop().then(() => (stoppedAt = clock.now()));
      expect((await settled([queue.enqueue(() => 1)]))[0]).toMatchObject({ reason: { code: "QUEUE_STOPPED" } });
      expect((await settled([queue.ready()]))[0]).toMatchObject({ reason: { code: "QUEUE_STOPPED" } });
      await clock.advance(1_000);
      expect(await answers).toMatchObject([{ value: "a" }, { value: "b" }]);
      expect([stoppedAt, queue.stats().state, queue.stats().rejected]).toEqual([200, "stopped", 2]);
    });

    it("refuses what waits when it is not to drain, and lets finish what runs", async () => {
      const { clock, queue, takes } = scene();
      queue.start();
      const answers = settled([queue.enqueue(takes("a", 100)), queue.enqueue(takes("b", 100))]);
      const stopped = queue.stop({ drain: false });
      expect(queue.size).toBe(0);
      await clock.advance(100);
      await stopped;
      expect(await answers).toMatchObject([{ value: "a" }, { reason: { code: "QUEUE_STOPPED" } }]);
      expect(queue.stats()).toMatchObject({ completed: 1, stopped: 1, state: "stopped" });
    });

    it("aborts after the grace what has not ended, and answers everybody, also where work ignores its signal", async () => {
      const { clock, queue, takes } = scene();
      queue.start();
      const answers = settled([queue.enqueue(takes("a", 5_000)), queue.enqueue(takes("b", 100))]);
      const stopped = queue.stop({ graceMs: 300 });
      await clock.advance(300);
      await stopped;
      expect(await answers).toMatchObject([
        { reason: { code: "QUEUE_STOPPED" } },
        { reason: { code: "QUEUE_STOPPED" } },
      ]);
      expect(queue.stats()).toMatchObject({ stopped: 2, state: "stopped", running: 1 });
    });

    it("refuses what waits in a queue that was never started, and its producers", async () => {
      const { queue } = scene({ capacity: 1 });
      const answers = settled([queue.enqueue(() => 1), queue.ready()]);
      await queue.stop();
      expect(await answers).toMatchObject([
        { reason: { code: "QUEUE_STOPPED" } },
        { reason: { code: "QUEUE_STOPPED" } },
      ]);
    });

    it("can be started again, while it stops too; work left over from before still takes its worker", async () => {
      const { clock, queue, started, takes } = scene();
      queue.start();
      const first = settled([queue.enqueue(takes("hangs on", 500))]);
      const stopping = queue.stop({ graceMs: 10 });
      await clock.advance(10);
      await stopping;
      expect(await first).toMatchObject([{ reason: { code: "QUEUE_STOPPED" } }]);
      queue.start();
      const second = queue.enqueue(takes("again", 10));
      await clock.advance(100);
      expect(started).toEqual(["hangs on"]);
      const draining = queue.stop();
      queue.start();
      await draining;
      await clock.advance(400);
      expect(await second).toBe("again");
      expect([queue.stats().state, clock.pendingTimers]).toEqual(["started", 0]);
      await queue.stop();
      await queue.stop({ drain: false });
    });
  });

  it("runs each request through a pipeline; the worker is taken until every attempt has ended", async () => {
    const clock = new VirtualClock();
    const tries = pipeline(retry({ maxRetries: 2, backoff: constantBackoff(100), jitter: "none", clock }));
    const queue = new RequestQueue({ capacity: 5, pipeline: tries, clock });
    queue.start();
    const unavailable = Object.assign(new Error("unavailable"), { status: 503 });
    const attempts: number[] = [];
    const work = ({ attempt }: CallContext) => {
      attempts.push(attempt);
      return attempt < 3 ? Promise.reject(unavailable) : "answer";
    };
    const answer = queue.enqueue(work);
    // The last attempt of this one runs on after its deadline has passed.
    const hangs = () => new Promise((resolve) => clock.setTimeout(() => resolve(1), 300));
    const late = settled([queue.enqueue(hangs, { deadlineMs: 250 })]);
    await clock.advance(200);
    expect([await answer, attempts]).toEqual(["answer", [1, 2, 3]]);
    await clock.advance(50);
    expect(await late).toMatchObject([{ reason: { code: "TIMEOUT" } }]);
    expect(queue.stats()).toMatchObject({ expired: 1, failed: 0, running: 1 });
    await clock.advance(250);
    expect([queue.stats().running, clock.pendingTimers]).toEqual([0, 0]);
  });

  it("counts a deadline as one when the pipeline's timer was a little ahead of the queue's", async () => {
    const clock = new VirtualClock();
    const hasty = pipeline(timeout({ ms: 249.5, kind: "total", clock }));
    const queue = new RequestQueue({ capacity: 5, pipeline: hasty, clock });
    queue.start();
    const late = settled([queue.enqueue(() => new Promise(() => {}), { deadlineMs: 250 })]);
    await clock.advance(249.5);
    expect(await late).toMatchObject([{ reason: { code: "TIMEOUT" } }]);
    expect(queue.stats()).toMatchObject({ expired: 1, failed: 0 });
  });

  it("changes its workers and capacity while it runs; what is invalid changes nothing", async () => {
    const { clock, queue, started, takes } = scene({ capacity: 2 });
    queue.start();
    const answers = ["a", "b", "c"].map((name) => queue.enqueue(takes(name, 10)));
    expect(started).toEqual(["a"]);
    expect(() => queue.reconfigure({ workers: 0 })).toThrow(/workers must be an integer from 1/);
    expect(() => queue.reconfigure({ pipeline: pipeline() } as object)).toThrow(/pipeline can not change/);
    queue.reconfigure({ workers: 3, capacity: 1 });
    expect([started, queue.settings.capacity, queue.settings.workers]).toEqual([["a", "b", "c"], 1, 3]);
    await clock.advance(10);
    expect(await Promise.all(answers)).toEqual(["a", "b", "c"]);
  });

  it("reports what happened to each request, and how long requests waited and ran", async () => {
    const { clock, queue, takes } = scene({ capacity: 1 });
    const types: string[] = [];
    const silence = diagnostics.on(({ type, policy }) => policy === "queue" && types.push(type));
    queue.start();
    const answers = settled([
      queue.enqueue(takes("a", 100)),
      queue.enqueue(takes("b", 300)),
      queue.enqueue(takes("c", 1)),
    ]);
    await clock.advance(400);
    await answers;
    silence();
    expect(types).toEqual([
      "queue.enqueued",
      "queue.started",
      "queue.enqueued",
      "queue.rejected",
      "queue.completed",
      "queue.started",
      "queue.completed",
    ]);
    expect(queue.stats()).toMatchObject({
      waitMs: { mean: 50, p50: 0, p99: 100 },
      runMs: { mean: 200, p50: 100, p99: 300 },
    });
  });

  it.each<[string, object, RegExp]>([
    ["no capacity", {}, /capacity must be an integer from 1/],
    ["no workers", { capacity: 1, workers: 0 }, /workers must be an integer from 1/],
    ["another's option", { capacity: 1, concurrency: 5 }, /no option concurrency/],
    ["no pipeline", { capacity: 1, pipeline: {} }, /pipeline must be an object with execute/],
  ])("19: every option is honoured or refused: %s", (_, options, message) => {
    expect(() => new RequestQueue(options as { capacity: number })).toThrow(message);
  });
});
