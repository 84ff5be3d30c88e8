import type { Clock } from "../clock/clock.js";

/** How much of a body nobody wants is read so that its connection can be used again; beyond that it is cancelled. */
export interface DrainLimits {
  readonly maxBytes: number;
  readonly maxMs: number;
  readonly clock: Clock;
}

/** A body being read and thrown away. */
export interface Drain {
  /** Resolved when the body has ended, broken or reached the bound. */
  readonly paused: Promise<void>;
  /** Gives up the rest, and with it the connection if there is a rest. */
  cancel(): void;
}

export function startDrain(body: ReadableStream<Uint8Array>, maxBytes: number): Drain {
  const reader = body.getReader();
  const readOn = async () => {
    for (let size = 0; size <= maxBytes; ) {
      const { done, value } = await reader.read();
      if (done) return;
      size += value.byteLength;
    }
  };
  return {
    // A body that breaks while it is thrown away is gone as well.
    paused: readOn().catch(() => undefined),
    cancel: () => void reader.cancel().catch(() => undefined),
  };
}

/** Lets a drain go on within its time, then cancels what is left. */
export function finishDrain({ paused, cancel }: Drain, { maxMs, clock }: DrainLimits): void {
  const timer = clock.setTimeout(cancel, maxMs);
  // Housekeeping does not keep a process alive; where timers are numbers there is no such thing.
  (timer as { unref?: () => void } | undefined)?.unref?.();
  void paused.then(() => {
    clock.clearTimeout(timer);
    cancel();
  });
}

/** Lets go of a response nobody reads: left alone it would hold its connection. */
export function discardBody(response: Response, limits: DrainLimits): void {
  const { body } = response;
  if (body === null || body.locked) return;
  const announced = Number(response.headers.get("content-length"));
  if (announced > limits.maxBytes) void body.cancel().catch(() => undefined);
  else finishDrain(startDrain(body, limits.maxBytes), limits);
}
