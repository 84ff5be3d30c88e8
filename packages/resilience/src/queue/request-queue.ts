import { CallerCancellation } from "../call/cancellation.js";
import type { CallContext, CallOptions, Work } from "../call/context.js";
import { Hold } from "../call/hold.js";
import type { TimerHandle } from "../clock/clock.js";
import { emit, observed } from "../diagnostics/diagnostics.js";
import { isResilienceError, type ResilienceError, refusal } from "../errors/resilience-error.js";
import { checkOptions, flag, milliseconds, optional, refuseOptions } from "../options/check-options.js";
import { type LiveSettings, liveSettings } from "../options/live-settings.js";
import type { Line } from "./line.js";
import { Producers } from "./producers.js";
import { RecentDurations } from "./recent-durations.js";
import { Request } from "./request.js";
import {
  type QueueSettings,
  type QueueState,
  type QueueStats,
  type RequestQueueOptions,
  readQueueOptions,
  type StopOptions,
} from "./request-queue-options.js";
import { WaitingLine } from "./waiting-line.js";

/** How a request can end before its work does. */
type EarlyEnd = "expired" | "cancelled" | "stopped";

const stopRules = { drain: optional(flag), graceMs: optional(milliseconds(0)) };
const enqueueRules = { deadlineMs: optional(milliseconds(0)) };

const expired = (ms: number): ResilienceError =>
  refusal("TIMEOUT", `The request was not done within ${ms} ms.`, { scope: "total" });

/**
 * A bounded queue of work and the workers that run it. What is full says so at once, with the time after which a new try
 * makes sense; what was accepted is answered, whatever happens.
 *
 * @example
 * const queue = new RequestQueue({ capacity: 100, workers: 4 });
 * queue.start();
 * const answer = await queue.enqueue(({ signal }) => ask(question, signal), { key: "customer 7", deadlineMs: 5_000 });
 * await queue.stop();
 */
export class RequestQueue<Out = never> {
  readonly name: string;
  private readonly live: LiveSettings<RequestQueueOptions<Out>, QueueSettings>;
  private readonly line: Line<Request>;
  private readonly producers = new Producers(() => this.hasRoom);
  /** Started and not answered yet. */
  private readonly active = new Set<Request>();
  private readonly waits = new RecentDurations();
  private readonly runs = new RecentDurations();
  private readonly counts = { enqueued: 0, completed: 0, failed: 0, rejected: 0, expired: 0, cancelled: 0, stopped: 0 };
  private state: QueueState = "new";
  private running = 0;
  private graceTimer: TimerHandle | undefined;
  private onceStopped: (() => void)[] = [];

  /** @throws ResilienceError `INVALID_OPTION` */
  constructor(options: RequestQueueOptions<Out>) {
    this.live = liveSettings("RequestQueue", options, readQueueOptions<unknown>);
    const { name, order, clock } = this.live.current;
    this.name = name;
    this.line = order === undefined ? new WaitingLine() : order(clock);
  }

  /** Requests that wait for a worker. */
  get size(): number {
    return this.line.size;
  }

  /** The settings in force, defaults filled in. */
  get settings(): Readonly<QueueSettings> {
    return this.live.current;
  }

  /** Counts, and how long requests waited and ran; plain data. */
  stats(): QueueStats {
    const { state, counts, running } = this;
    const waitMs = this.waits.summary();
    return Object.freeze({ state, ...counts, waiting: this.size, running, waitMs, runMs: this.runs.summary() });
  }

  /**
   * Changes settings while requests wait and run; those left out stay. A smaller capacity drops nobody.
   *
   * @throws ResilienceError `INVALID_OPTION`; the settings are then as before
   */
  reconfigure(changes: Partial<Omit<RequestQueueOptions<Out>, "name" | "clock" | "order" | "pipeline">>): void {
    if (Object.hasOwn(changes, "pipeline")) refuseOptions("RequestQueue", "pipeline can not change while it lives");
    this.live.reconfigure(changes);
    this.putToWork();
    this.producers.call();
  }

  /**
   * Runs `work` as soon as it is its turn, and answers with what it returns or throws. Before `start` it waits.
   * `deadlineMs` counts from now: waiting is part of it.
   *
   * @throws ResilienceError `QUEUE_FULL` with `retryAfterMs`, `QUEUE_STOPPED`, `ABORTED`, or `TIMEOUT` of scope `total`
   */
  enqueue<T>(work: Work<T>, options: CallOptions = {}): Promise<T | Out> {
    const answer = new Promise<unknown>((resolve, reject) => {
      const { deadlineMs, signal } = options;
      if (deadlineMs !== undefined) checkOptions("enqueue", { deadlineMs }, enqueueRules);
      if (signal?.aborted) throw new CallerCancellation(signal).error;
      if (!this.isOpen) throw this.refuseStopped(options.key);
      if (!this.hasRoom) throw this.refuseFull(options.key);
      this.accept(new Request(work, options, this.live.current.clock.now(), resolve, reject), options);
    });
    return answer as Promise<T | Out>;
  }

  /**
   * Resolves when there is room for another request: producers that wait for it before they make the next one never
   * meet `QUEUE_FULL`. They are called in order, one for each place. It is no reservation: enqueue without awaiting
   * anything else in between.
   *
   * @throws ResilienceError `QUEUE_FULL` when too many producers wait, `QUEUE_STOPPED`, `ABORTED`
   * @example for await (const line of lines) { await queue.ready(); results.push(queue.enqueue(() => handle(line))); }
   */
  async ready(options: Pick<CallOptions, "signal"> = {}): Promise<void> {
    const cancellation = options.signal && new CallerCancellation(options.signal);
    if (cancellation?.cancelled) throw cancellation.error;
    if (!this.isOpen) throw this.refuseStopped(undefined);
    if (this.producers.waiting >= this.live.current.producers) throw this.refuseFull(undefined);
    await this.producers.wait(cancellation);
    if (!this.isOpen) throw this.refuseStopped(undefined);
  }

  /** Puts the workers to work; also after a stop, or while one is under way, which it ends. */
  start(): void {
    this.endStop("started");
    this.putToWork();
    this.producers.call();
  }

  /**
   * Takes no more requests, ends those it has, and resolves when none runs any more, with `graceMs` at the latest then.
   * What waits in a queue that was never started is refused: there is nobody to run it. Called again it can only be
   * stricter: `drain: false` refuses what still waits.
   *
   * @throws ResilienceError `INVALID_OPTION`
   */
  async stop(options: StopOptions = {}): Promise<void> {
    checkOptions("stop", options, stopRules);
    const { drain = true, graceMs } = options;
    if (this.state === "stopped") return;
    const hasWorkers = this.state !== "new";
    this.state = "stopping";
    this.producers.dismiss();
    if (!drain || !hasWorkers) this.refuseWaiting();
    if (this.isIdle) {
      this.endStop("stopped");
      return;
    }
    if (graceMs !== undefined) this.startGrace(graceMs);
    await new Promise<void>((resolve) => this.onceStopped.push(resolve));
  }

  private get isOpen(): boolean {
    return this.state === "new" || this.state === "started";
  }

  private get isIdle(): boolean {
    return this.running === 0 && this.line.size === 0;
  }

  private get hasFreeWorker(): boolean {
    return (this.state === "started" || this.state === "stopping") && this.running < this.live.current.workers;
  }

  private get hasRoom(): boolean {
    return this.hasFreeWorker || this.line.size < this.live.current.capacity;
  }

  private accept(request: Request, { signal, deadlineMs }: CallOptions): void {
    const { clock, queueTimeoutMs } = this.live.current;
    if (!this.hasFreeWorker) {
      request.place = this.line.join(request, request);
      if (queueTimeoutMs !== undefined) {
        const loseHope = () =>
          this.endEarly(request, "expired", this.refusedFull(`no worker within ${queueTimeoutMs} ms`));
        request.patienceTimer = clock.setTimeout(loseHope, queueTimeoutMs);
      }
    }
    this.counts.enqueued += 1;
    if (deadlineMs !== undefined) {
      request.deadlineTimer = clock.setTimeout(
        () => this.endEarly(request, "expired", expired(deadlineMs)),
        deadlineMs,
      );
    }
    if (signal !== undefined) {
      const caller = new CallerCancellation(signal);
      const leave = () => this.endEarly(request, "cancelled", caller.error, caller.reason);
      caller.subscribe(leave);
      request.stopListening = () => caller.unsubscribe(leave);
    }
    if (observed()) emit({ type: "queue.enqueued", policy: this.name, key: request.key, waiting: this.size });
    if (request.place === undefined) this.run(request);
  }

  private putToWork(): void {
    while (this.hasFreeWorker) {
      const request = this.line.next();
      if (request === undefined) return;
      request.place = undefined;
      this.run(request);
    }
  }

  private run(request: Request): void {
    const { clock, pipeline } = this.live.current;
    request.startedAt = clock.now();
    const waitMs = request.startedAt - request.enqueuedAt;
    this.waits.add(waitMs);
    this.running += 1;
    this.active.add(request);
    if (request.patienceTimer !== undefined) clock.clearTimeout(request.patienceTimer);
    request.patienceTimer = undefined;
    if (observed()) emit({ type: "queue.started", policy: this.name, key: request.key, waitMs });
    const worker = new Hold(() => this.freeWorker(), undefined);
    const outcome = pipeline === undefined ? begun(request.work, request) : this.runThrough(request, worker);
    outcome.then(
      (value) => {
        if (this.settle(request, "completed", undefined)) request.resolve(value);
        worker.end();
      },
      (error: unknown) => {
        const ending = this.isDeadline(request, error) ? "expired" : "failed";
        if (this.settle(request, ending, error)) request.reject(error);
        worker.end();
      },
    );
  }

  /** The pipeline may answer while an attempt still runs; the worker is taken until that has ended too. */
  private runThrough(request: Request, worker: Hold): Promise<unknown> {
    const { clock, pipeline } = this.live.current;
    const work = (context: CallContext): Promise<unknown> => {
      const attempt = begun(request.work, context);
      worker.keepUntil(attempt);
      return attempt;
    };
    const { key, priority, idempotent, deadline, signal } = request;
    const deadlineMs = deadline === undefined ? undefined : Math.max(0, deadline - clock.now());
    return pipeline?.execute(work, { key, priority, idempotent, deadlineMs, signal }) ?? begun(work, request);
  }

  private freeWorker(): void {
    this.running -= 1;
    this.putToWork();
    this.producers.call();
    if (this.state === "stopping" && this.isIdle) this.endStop("stopped");
  }

  /** Whether this is the request's answer; it has none yet. */
  private settle(request: Request, ending: "completed" | "failed" | "expired", error: unknown): boolean {
    if (request.answered) return false;
    const runMs = this.live.current.clock.now() - request.startedAt;
    this.runs.add(runMs);
    this.answer(request, ending);
    if (!observed()) return true;
    const about = { policy: this.name, key: request.key, error };
    emit(
      ending === "expired"
        ? { type: "queue.expired", ...about, wasRunning: true }
        : { type: `queue.${ending}`, ...about, runMs },
    );
    return true;
  }

  /** The pipeline keeps to the same deadline, and its timer may be the first; timers fire up to 1 ms early. */
  private isDeadline({ deadline }: Request, error: unknown): boolean {
    return (
      deadline !== undefined && isResilienceError(error, "TIMEOUT") && this.live.current.clock.now() + 1 >= deadline
    );
  }

  private endEarly(request: Request, ending: EarlyEnd, error: ResilienceError, reason: unknown = error): void {
    if (request.answered) return;
    const { place } = request;
    if (place !== undefined) this.line.leave(place);
    request.place = undefined;
    const wasRunning = this.active.has(request);
    this.answer(request, ending);
    if (observed()) emit({ type: `queue.${ending}`, policy: this.name, key: request.key, wasRunning, error });
    request.reject(error);
    request.cancellation.cancel(error, reason);
    if (place === undefined) return;
    this.producers.call();
    if (this.state === "stopping" && this.isIdle) this.endStop("stopped");
  }

  private answer(request: Request, ending: "completed" | "failed" | EarlyEnd): void {
    const { clock } = this.live.current;
    request.answered = true;
    request.stopListening?.();
    if (request.patienceTimer !== undefined) clock.clearTimeout(request.patienceTimer);
    if (request.deadlineTimer !== undefined) clock.clearTimeout(request.deadlineTimer);
    this.active.delete(request);
    this.counts[ending] += 1;
  }

  private refuseWaiting(): void {
    const error = this.stopped();
    for (let request = this.line.next(); request !== undefined; request = this.line.next()) {
      request.place = undefined;
      this.endEarly(request, "stopped", error);
    }
  }

  private startGrace(graceMs: number): void {
    const { clock } = this.live.current;
    if (this.graceTimer !== undefined) clock.clearTimeout(this.graceTimer);
    this.graceTimer = clock.setTimeout(() => {
      this.refuseWaiting();
      for (const request of this.active) this.endEarly(request, "stopped", this.stopped());
      this.endStop("stopped");
    }, graceMs);
  }

  private endStop(state: "started" | "stopped"): void {
    this.state = state;
    if (this.graceTimer !== undefined) this.live.current.clock.clearTimeout(this.graceTimer);
    this.graceTimer = undefined;
    for (const resolve of this.onceStopped.splice(0)) resolve();
  }

  private stopped(): ResilienceError {
    return refusal("QUEUE_STOPPED", `${this.name}: the queue was stopped.`);
  }

  /** Until as many were served as wait now, at the rate of the last requests. */
  private get retryAfterMs(): number | undefined {
    const { mean } = this.runs;
    return mean === undefined ? undefined : Math.ceil((mean * Math.max(1, this.size)) / this.live.current.workers);
  }

  private refusedFull(problem: string): ResilienceError {
    return refusal("QUEUE_FULL", `${this.name}: ${problem}.`, { retryAfterMs: this.retryAfterMs });
  }

  private refuseFull(key: string | undefined): ResilienceError {
    return this.refuse(key, "full", this.refusedFull(`all ${this.live.current.capacity} places are taken`));
  }

  private refuseStopped(key: string | undefined): ResilienceError {
    return this.refuse(key, "stopped", this.stopped());
  }

  private refuse(key: string | undefined, reason: "full" | "stopped", error: ResilienceError): ResilienceError {
    this.counts.rejected += 1;
    const { retryAfterMs } = error;
    if (observed()) emit({ type: "queue.rejected", policy: this.name, key, reason, retryAfterMs });
    return error;
  }
}

/** Runs work that may be synchronous, and may throw so. */
function begun(work: Work<unknown>, context: CallContext): Promise<unknown> {
  try {
    return Promise.resolve(work(context));
  } catch (error) {
    return Promise.reject(error);
  }
}
