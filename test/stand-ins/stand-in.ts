import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { type ReceivedRequest, type ServiceDouble, send, tooMany } from "./answer.js";
import { answerWithFault } from "./answer-with-fault.js";
import { drawFault, type FaultKind, type FaultPlan } from "./fault-plan.js";
import { type RequestLimit, requestWindow } from "./request-limit.js";

export interface StandInOptions {
  /** Before every answer. Default 0. */
  readonly latencyMs?: number;
  readonly faults?: FaultPlan | null;
  /** `null`: as many requests as you like. */
  readonly requestLimit?: RequestLimit | null;
}

interface RecordedCall {
  readonly method: string;
  readonly path: string;
  readonly key: string;
  /** `performance.now()` on arrival. */
  readonly at: number;
  readonly outcome: number | FaultKind;
}

/** A small real server on a port of its own at 127.0.0.1. */
export interface StandIn {
  /** Its origin, without a path. */
  readonly url: string;
  /** Every request that arrived, in order. */
  readonly calls: readonly RecordedCall[];
  /** Changes what is given and leaves the rest. */
  configure(options: StandInOptions): void;
  /** The next requests meet these faults, one each, before the fault plan has its turn. */
  failNext(...kinds: readonly FaultKind[]): void;
  /** Refuses connections and breaks those that are open, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export async function startStandIn(double: ServiceDouble, initial: StandInOptions = {}): Promise<StandIn> {
  let options = initial;
  let admit = windowOf(options);
  const calls: RecordedCall[] = [];
  const scripted: FaultKind[] = [];

  const server = createServer((incoming, response) => {
    respond(incoming, response).catch(() => response.destroy());
  });

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = performance.now();
    const request = await received(incoming);
    const record = (outcome: number | FaultKind) => {
      calls.push({ method: request.method, path: request.path, key: double.keyOf(request), at, outcome });
    };
    const waitMs = admit(at);
    const fault = waitMs > 0 ? null : (scripted.shift() ?? (options.faults ? drawFault(options.faults) : null));
    const answer = waitMs > 0 ? tooMany(double, waitMs) : double.answer(request);
    record(fault ?? answer.status);
    if ((options.latencyMs ?? 0) > 0) await delay(options.latencyMs, undefined, { ref: false });
    if (fault === null) send(response, answer);
    else answerWithFault(fault, response, answer, double);
  }

  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    configure: (changes) => {
      options = { ...options, ...changes };
      if ("requestLimit" in changes) admit = windowOf(options);
    },
    failNext: (...kinds) => {
      scripted.push(...kinds);
    },
    down: stop,
    up: () => listen(port),
    close: () => (server.listening ? stop() : Promise.resolve()),
  };
}

function windowOf({ requestLimit }: StandInOptions): (now: number) => number {
  return requestLimit ? requestWindow(requestLimit) : () => 0;
}

async function received(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const url = new URL(incoming.url ?? "/", "http://stand-in");
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return {
    method: incoming.method ?? "GET",
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}
