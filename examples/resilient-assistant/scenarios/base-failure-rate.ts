import type { AnsweringService } from "../answering-service.js";
import { askService } from "../ask-service.js";
import { attemptMs } from "../assistant.js";
import { measure } from "../measure.js";
import { printTable, promised, title } from "../report.js";
import { aboutOrders, assistantFor, type Scenario } from "./scenario.js";

const calls = 2_000;
const unprotectedCalls = 1_000;
const together = 16;

/** The share of calls that fail when the service is asked once, with a time limit and nothing else. */
async function unprotected({ url }: AnsweringService): Promise<number> {
  const questions = [...aboutOrders(unprotectedCalls)];
  let failed = 0;
  const askInTurn = async (): Promise<void> => {
    for (let question = questions.pop(); question !== undefined; question = questions.pop()) {
      await askService(url, question, AbortSignal.timeout(attemptMs)).catch(() => {
        failed += 1;
      });
    }
  };
  await Promise.all(Array.from({ length: together }, askInTurn));
  return failed / unprotectedCalls;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** A service as services are: what its customers see of its failures, without and with the policies. */
export const baseFailureRate: Scenario = async (service) => {
  title(`5. What reaches the user: ${calls} calls each, none that a cached answer serves`);
  const kept: boolean[] = [];
  for (const rate of [0.02, 0.05]) {
    service.failureRate = rate;
    const before = await unprotected(service);
    const measured = await measure(assistantFor(service), service, aboutOrders(calls), together);
    // A canned answer is no error, and yet not what was asked for: it counts.
    const after = 1 - measured.service / calls;
    printTable([
      ["requests that fail", percent(rate)],
      ["calls that fail without the policies", percent(before)],
      ["calls that fail with them", `${percent(after)}, canned ${measured.canned}, rejected ${measured.rejected.size}`],
      ["requests to the service per call", (measured.upstream / calls).toFixed(3)],
      ["time p50 / p99", `${measured.p50.toFixed(0)} / ${measured.p99.toFixed(0)} ms`],
    ]);
    kept.push(promised(`of ${percent(rate)} failures under 0.1 % reach the user`, after < 0.001 && before > rate / 2));
  }
  service.failureRate = 0;
  return kept.every(Boolean);
};
