import { setTimeout as delay } from "node:timers/promises";
import { measure } from "../measure.js";
import { printMeasured, promised, title } from "../report.js";
import { aboutOrders, assistantFor, type Scenario } from "./scenario.js";

const workers = 4;

/** Everybody comes at once. The queue takes what it has room for and tells the others when to come back. */
export const burst: Scenario = async (service) => {
  title("4. Burst: 150 calls at once, a queue of 100, 4 workers");
  service.failureRate = 0;
  const assistant = assistantFor(service, { capacity: 100, workers });
  // So that the queue knows how fast the service is.
  await measure(assistant, service, aboutOrders(20, 5_000), 4);
  const measured = await measure(assistant, service, aboutOrders(150));
  printMeasured(measured);
  const refused = measured.rejected.get("QUEUE_FULL") ?? 0;
  const pauseMs = Math.max(...measured.retryAfterMs);
  const missing = aboutOrders(150).filter((_, index) => measured.replies[index] === undefined);
  await delay(pauseMs);
  const again = await measure(assistant, service, missing);
  return [
    promised(
      `the queue takes 100, its workers ${workers}, and ${150 - 100 - workers} are refused at once`,
      refused === 46,
    ),
    promised("every call that was taken is answered by the service", measured.service === 100 + workers),
    promised(
      `each refusal says when to come back, ${pauseMs} ms`,
      measured.retryAfterMs.length === refused && pauseMs > 0,
    ),
    promised("those who come back then are answered", again.service === missing.length),
  ].every(Boolean);
};
