import * as tidegate from "@tidegate/resilience";
import { BentoCache, bentostore } from "bentocache";
import { memoryDriver } from "bentocache/drivers/memory";
import { LRUCache } from "lru-cache";
import type { Case, Work } from "../contest.js";
import { hour, key } from "./equal-settings.js";

const maxEntries = 10_000;

const bentocache = (serialize: boolean) => (work: Work) => {
  const memory = bentostore().useL1Layer(memoryDriver({ maxItems: maxEntries, serialize }));
  const answers = new BentoCache({ default: "memory", stores: { memory } });
  return () => answers.getOrSet({ key, ttl: hour, factory: work });
};

export const cache: Case = {
  name: "cache",
  title: "cache hit",
  shape: "one",
  outcome: "value",
  retains: false,
  ours: (work) => {
    const answers = tidegate.cache({ ttlMs: hour, maxEntries });
    return () => answers.getOrLoad(key, work);
  },
  peers: [
    // Its default: a caller can not change what is cached, as with ours.
    { name: "bentocache", bar: 15, prepare: bentocache(true) },
    { name: "bentocache, serialize: false", prepare: bentocache(false) },
    {
      name: "lru-cache fetch",
      prepare: (work) => {
        const fetchMethod = async () => (await work()) as object;
        const answers = new LRUCache<string, object>({ max: maxEntries, ttl: hour, fetchMethod });
        return () => answers.fetch(key);
      },
    },
  ],
};
