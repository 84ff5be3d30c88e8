import { seededRandom } from "@tidegate/resilience/testing";
import type { AnsweringService } from "../answering-service.js";
import { type AssistantSettings, createAssistant } from "../assistant.js";

/** Prints what happens and returns whether all that it promises was kept. */
export type Scenario = (service: AnsweringService) => Promise<boolean>;

/** An assistant as most scenarios use it: everything may wait, and answers are fresh for a minute. */
export const assistantFor = ({ url }: AnsweringService, settings: Partial<AssistantSettings> = {}) =>
  createAssistant({ url, random: seededRandom(11), capacity: 10_000, workers: 16, freshMs: 60_000, ...settings });

/** Questions of different customers: no answer serves two of them. */
export const aboutOrders = (count: number, from = 1): readonly string[] =>
  Array.from({ length: count }, (_, index) => `Where is my order ${from + index}?`);
