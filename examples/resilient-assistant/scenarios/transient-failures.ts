import { measure } from "../measure.js";
import { printMeasured, promised, title } from "../report.js";
import { aboutOrders, assistantFor, type Scenario } from "./scenario.js";

/** The service fails more often than not: errors, resets, hangs, requests for patience. The retry carries it. */
export const transientFailures: Scenario = async (service) => {
  title("2. Transient failures: 200 calls, 60 % of requests fail");
  service.failureRate = 0.6;
  const measured = await measure(assistantFor(service), service, aboutOrders(200), 16);
  service.failureRate = 0;
  printMeasured(measured);
  return [
    promised("every call is answered", measured.rejected.size === 0),
    promised("at least 95 % by the service, where 40 % would be without retries", measured.service >= 0.95 * 200),
    promised("no more than four requests a call", measured.upstream <= 4 * 200),
  ].every(Boolean);
};
