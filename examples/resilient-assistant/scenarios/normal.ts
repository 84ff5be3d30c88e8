import { seededRandom } from "@tidegate/resilience/testing";
import { allQuestions } from "../knowledge.js";
import { measure } from "../measure.js";
import { printMeasured, promised, title } from "../report.js";
import { assistantFor, type Scenario } from "./scenario.js";

/** The service is well; customers ask the same few things. */
export const normal: Scenario = async (service) => {
  title("1. Normal: 400 calls, 20 different questions, the service is well");
  service.failureRate = 0;
  const random = seededRandom(1);
  const questions = Array.from({ length: 400 }, () => allQuestions[Math.floor(random() * allQuestions.length)] ?? "");
  const measured = await measure(assistantFor(service), service, questions, 20);
  printMeasured(measured);
  return [
    promised("every call is answered, by the service or from the cache", measured.service + measured.cache === 400),
    promised("each question reaches the service once", measured.upstream === new Set(questions).size),
    promised("all other calls cost nothing", measured.savedCalls === 400 - measured.upstream),
  ].every(Boolean);
};
