import { type Pipeline, pipeline } from "./pipeline.js";
import type { Policy, RunnablePolicy } from "./policy.js";

/** `execute` of a policy: as a pipeline of it alone, which is composed at the first call. */
export function executeAlone<Out>(policy: () => Policy<Out>): RunnablePolicy<Out>["execute"] {
  let alone: Pipeline<Out> | undefined;
  return <T>(...call: Parameters<RunnablePolicy<Out>["execute"]>) => {
    alone ??= pipeline(policy()) as Pipeline<Out>;
    return alone.execute(...call) as Promise<T | Out>;
  };
}
