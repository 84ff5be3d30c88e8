import type { IncomingMessage, ServerResponse } from "node:http";

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** What a stand-in knows of the service that it stands in for. */
export interface ServiceDouble {
  /** What a request is about: a VAT number, a day, a base. Counting by it shows what was asked twice. */
  keyOf(request: ReceivedRequest): string;
  answer(request: ReceivedRequest): Answer;
  /** The body of a 429, as this service words it. */
  readonly limited: Answer;
  /** Its own way of refusing with HTTP 200. */
  readonly refusal?: Answer;
}

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, {
    "content-type": "application/json",
    ...headers,
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: JSON.stringify(value) };
}

/** A 429 that says, in whole seconds as most services do, when there is room again. */
export function tooMany(double: ServiceDouble, waitMs: number): Answer {
  const retryAfter = { "retry-after": String(Math.ceil(waitMs / 1_000)) };
  return { ...double.limited, headers: { ...double.limited.headers, ...retryAfter } };
}
