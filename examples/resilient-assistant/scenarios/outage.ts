import { setTimeout as delay } from "node:timers/promises";
import { allQuestions } from "../knowledge.js";
import { measure } from "../measure.js";
import { printMeasured, promised, title } from "../report.js";
import { aboutOrders, assistantFor, type Scenario } from "./scenario.js";

/** The service is gone. What was ever asked is answered from the cache, the rest with a canned answer. */
export const outage: Scenario = async (service) => {
  title("3. Total outage: 300 calls, two thirds of them asked before");
  service.failureRate = 0;
  const assistant = assistantFor(service, { freshMs: 50, workers: 10 });
  await measure(assistant, service, allQuestions);
  await delay(60);
  await service.down();
  const asked = Array.from({ length: 10 }, (_, round) => [...allQuestions, ...aboutOrders(10, round * 10)]).flat();
  const measured = await measure(assistant, service, asked);
  printMeasured(measured);
  const { state } = assistant.breaker;
  await service.up();
  await delay(300);
  const recovered = await measure(assistant, service, aboutOrders(20, 1_000), 1);
  return [
    promised("every call is answered, with the service gone", measured.rejected.size === 0 && measured.upstream === 0),
    promised(
      "all that was asked before from the cache, the rest canned",
      measured.cache === 200 && measured.canned === 100,
    ),
    promised(
      "every answer says that it stands in",
      measured.replies.every((reply) => reply?.degraded),
    ),
    promised("the circuit is open: callers do not wait for a dead service", state === "open" && measured.p50 < 500),
    promised("once the service is back it answers again", recovered.service === 20),
  ].every(Boolean);
};
