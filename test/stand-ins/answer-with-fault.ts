import type { ServerResponse } from "node:http";
import { type Answer, type ServiceDouble, send, tooMany } from "./answer.js";
import type { FaultKind } from "./fault-plan.js";

const page = (title: string) =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
const html = { "content-type": "text/html; charset=utf-8" };

/** Fails one request in the given way; `answer` is what it would have got. */
export function answerWithFault(
  kind: FaultKind,
  response: ServerResponse,
  answer: Answer,
  double: ServiceDouble,
): void {
  switch (kind) {
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "hang":
      // Nothing is ever sent; the connection ends when the client gives up or the stand-in closes.
      return;
    case "cut": {
      const whole = Buffer.from(answer.body);
      const headers = { "content-type": "application/json", ...answer.headers, "content-length": whole.length + 1 };
      response.writeHead(answer.status, headers);
      response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => response.destroy());
      return;
    }
    case "error-500":
      send(response, { status: 500, body: '{"error":"Internal Server Error"}' });
      return;
    case "too-many-requests":
      send(response, tooMany(double, 1_000));
      return;
    case "html-200":
      send(response, { status: 200, headers: html, body: page("Down for maintenance") });
      return;
    case "html-503":
      send(response, { status: 503, headers: html, body: page("503 Service Unavailable") });
      return;
    case "refusal":
      send(response, double.refusal ?? { status: 503, headers: html, body: page("Out of service") });
      return;
  }
}
