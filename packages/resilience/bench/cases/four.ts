import * as tidegate from "@tidegate/resilience";
import * as cockatiel from "cockatiel";
import type { Case, Run, Work } from "../contest.js";
import {
  ampleSlots,
  cockatielBreaker,
  cockatielRetry,
  cockatielTimeout,
  ourBreaker,
  ourRetry,
  ourTimeout,
} from "./equal-settings.js";

function ours(work: Work): Run {
  const limited = tidegate.bulkhead({ concurrency: ampleSlots, queue: 100 });
  const policies = tidegate.pipeline(ourRetry(), ourBreaker(), limited, ourTimeout());
  return () => policies.execute(work);
}

function theirs(work: Work): Run {
  const limited = cockatiel.bulkhead(ampleSlots, 100);
  const policies = cockatiel.wrap(cockatielRetry(), cockatielBreaker(), limited, cockatielTimeout());
  return () => policies.execute(work);
}

export const timeout: Case = {
  name: "timeout",
  title: "timeout, work that ignores its signal",
  shape: "one",
  outcome: "value",
  retains: true,
  ours: (work) => {
    const policies = tidegate.pipeline(ourTimeout());
    return () => policies.execute(work);
  },
  peers: [
    {
      name: "cockatiel",
      bar: 15,
      prepare: (work) => {
        const policy = cockatielTimeout();
        return () => policy.execute(work);
      },
    },
  ],
};

export const four: Case = {
  name: "four",
  title: "retry + breaker + bulkhead + timeout",
  shape: "one",
  outcome: "value",
  retains: true,
  ours,
  peers: [{ name: "cockatiel", bar: 15, prepare: theirs }],
};

export const fourInFlight: Case = {
  name: "flight",
  title: "1,000 in flight through the four",
  shape: "flight",
  outcome: "value",
  // As `four`, whose calls are then in flight just the same.
  retains: false,
  ours,
  peers: [{ name: "cockatiel", bar: 30, prepare: theirs }],
};
