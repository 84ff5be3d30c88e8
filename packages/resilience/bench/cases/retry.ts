import { pipeline } from "@tidegate/resilience";
import pRetry from "p-retry";
import type { Case } from "../contest.js";
import { cockatielRetry, ourRetry } from "./equal-settings.js";

export const retry: Case = {
  name: "retry",
  title: "retry, success",
  shape: "one",
  outcome: "value",
  retains: true,
  ours: (work) => {
    const policies = pipeline(ourRetry());
    return () => policies.execute(work);
  },
  peers: [
    {
      name: "cockatiel",
      bar: 1,
      prepare: (work) => {
        const policy = cockatielRetry();
        return () => policy.execute(work);
      },
    },
    {
      name: "p-retry",
      bar: 1,
      prepare: (work) => {
        const options = { retries: 3, minTimeout: 200, maxTimeout: 5_000 };
        return () => pRetry(work, options);
      },
    },
  ],
};
