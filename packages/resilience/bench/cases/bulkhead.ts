import * as tidegate from "@tidegate/resilience";
import * as cockatiel from "cockatiel";
import PQueue from "p-queue";
import type { Case, Work } from "../contest.js";
import { ampleSlots } from "./equal-settings.js";

const ours = (concurrency: number) => (work: Work) => {
  const policies = tidegate.pipeline(tidegate.bulkhead({ concurrency, queue: ampleSlots }));
  return () => policies.execute(work);
};

const theirs = (concurrency: number) => (work: Work) => {
  const policy = cockatiel.bulkhead(concurrency, ampleSlots);
  return () => policy.execute(work);
};

/** p-queue's queue has no bound. */
const queued = (concurrency: number) => (work: Work) => {
  const queue = new PQueue({ concurrency });
  return () => queue.add(work);
};

export const bulkhead: Case = {
  name: "bulkhead",
  title: "bulkhead, success",
  shape: "one",
  outcome: "value",
  retains: true,
  ours: ours(ampleSlots),
  peers: [
    { name: "cockatiel", bar: 1, prepare: theirs(ampleSlots) },
    { name: "p-queue", bar: 1, prepare: queued(ampleSlots) },
  ],
};

export const queuedBulkhead: Case = {
  name: "bulkhead-queued",
  title: "bulkhead, 1,000 calls through 10 slots",
  shape: "flight",
  outcome: "value",
  retains: true,
  ours: ours(10),
  peers: [
    { name: "cockatiel", prepare: theirs(10) },
    { name: "p-queue", prepare: queued(10) },
  ],
};
