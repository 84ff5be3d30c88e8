import { pipeline } from "@tidegate/resilience";
import Opossum from "opossum";
import type { Case, Work } from "../contest.js";
import { cockatielBreaker, failuresToOpen, hour, ourBreaker } from "./equal-settings.js";

const failing = async () => {
  throw new Error("the service is down");
};

async function failUntilOpen(run: (work: Work) => Promise<unknown>): Promise<void> {
  for (let failure = 0; failure < failuresToOpen; failure += 1) await run(failing).catch(() => {});
}

/** It knows no consecutive failures; its rolling window is what it has. `timeout: false`: the breaker alone. */
const opossumOptions = { timeout: false as const, resetTimeout: hour, volumeThreshold: failuresToOpen };

const opossum = (work: Work) => new Opossum(work, opossumOptions);

/** The least that an asynchronous wrapper can be. */
async function bare(work: Work): Promise<unknown> {
  return await work();
}

export const breaker: Case = {
  name: "breaker",
  title: "breaker, success",
  shape: "one",
  outcome: "value",
  retains: true,
  ours: (work) => {
    const policies = pipeline(ourBreaker());
    return () => policies.execute(work);
  },
  peers: [
    {
      name: "cockatiel",
      bar: 1,
      prepare: (work) => {
        const policy = cockatielBreaker();
        return () => policy.execute(work);
      },
    },
    { name: "bare async wrapper", bar: 1 / 1.5, prepare: (work) => () => bare(work) },
    {
      name: "opossum",
      bar: 1,
      prepare: (work) => {
        const policy = opossum(work);
        return () => policy.fire();
      },
    },
  ],
};

export const openBreaker: Case = {
  name: "open",
  title: "open rejection",
  shape: "one",
  outcome: "rejection",
  retains: false,
  ours: async (work) => {
    const policies = pipeline(ourBreaker());
    await failUntilOpen((down) => policies.execute(down));
    return () => policies.execute(work);
  },
  peers: [
    {
      name: "cockatiel",
      bar: 4,
      prepare: async (work) => {
        const policy = cockatielBreaker();
        await failUntilOpen((down) => policy.execute(down));
        return () => policy.execute(work);
      },
    },
    {
      name: "opossum",
      prepare: async () => {
        const policy = opossum(failing);
        await failUntilOpen(() => policy.fire());
        return () => policy.fire();
      },
    },
  ],
};
