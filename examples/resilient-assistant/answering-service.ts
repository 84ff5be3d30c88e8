import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { answerTo } from "./knowledge.js";

/** A service that answers questions over HTTP, and fails in the ways in which services do. */
export interface AnsweringService {
  readonly url: string;
  /** Requests that arrived. */
  readonly requests: number;
  /** The share of requests that fail, 0 to 1. */
  failureRate: number;
  /** Refuses connections until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
}

/** What an answer costs, in millionths of a dollar: three a character. */
const costOf = (answer: string): number => 3 * answer.length;
/** The longest answer's cost. */
export const highestCost = 400;

/** How failures are spread over the kinds. */
const kinds = [
  { upTo: 0.5, fail: (response: ServerResponse) => respond(response, 500, { error: "internal error" }) },
  { upTo: 0.6, fail: (response: ServerResponse) => respond(response, 503, { error: "restarting" }) },
  { upTo: 0.65, fail: (response: ServerResponse) => respond(response, 429, { error: "slow down" }, "1") },
  { upTo: 0.95, fail: (response: ServerResponse) => response.socket?.resetAndDestroy() },
  // It never answers; the connection ends when the caller gives up.
  { upTo: 1, fail: () => {} },
];

function respond(response: ServerResponse, status: number, body: object, retryAfter?: string): void {
  response.writeHead(status, {
    "content-type": "application/json",
    ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }),
  });
  response.end(JSON.stringify(body));
}

/** Starts it on a free port of this machine. */
export async function startAnsweringService(random: () => number): Promise<AnsweringService> {
  let requests = 0;
  const server = createServer(async (request, response) => {
    requests += 1;
    const fails = random() < service.failureRate;
    const drawn = random();
    await delay(2 + 6 * random());
    if (fails) {
      kinds.find(({ upTo }) => drawn < upTo)?.fail(response);
      return;
    }
    const answer = answerTo(new URL(request.url ?? "/", "http://service").searchParams.get("question") ?? "");
    respond(response, 200, { answer, cost: costOf(answer) });
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const service = {
    url: `http://127.0.0.1:${port}`,
    failureRate: 0,
    get requests() {
      return requests;
    },
    down: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    up: () => listen(port),
  };
  return service;
}
