import type { CircuitState } from "../circuit-breaker/circuit.js";
import type { Policy } from "../pipeline/policy.js";
import type { PipelineRegistry, PolicyState } from "../registry/pipeline-registry.js";
import type { Plain } from "../registry/plain-data.js";

/** What can be read of registered pipelines at any time. */
export const gauges = {
  "calls.active": { unit: "{call}", description: "Calls under way.", labels: ["pipeline"] },
  "circuit.state": {
    unit: "{circuit}",
    description: "Circuits in each state: of a breaker without keys, 1 for the state it is in.",
    labels: ["pipeline", "policy", "state"],
  },
  "queue.size": { unit: "{call}", description: "Calls that wait for their turn.", labels: ["pipeline", "policy"] },
  "concurrency.used": { unit: "{call}", description: "Calls that have a slot.", labels: ["pipeline", "policy"] },
  "concurrency.limit": { unit: "{call}", description: "Calls that may run at a time.", labels: ["pipeline", "policy"] },
  "cost.remaining": {
    unit: "{cost}",
    description: "What the budget has left.",
    labels: ["pipeline", "policy", "unit"],
  },
  "shed.rate": {
    unit: "1",
    description: "The probability with which a call is turned away.",
    labels: ["pipeline", "policy"],
  },
} as const;

export type GaugeName = keyof typeof gauges;

export interface Reading {
  readonly gauge: GaugeName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const circuitStates: readonly CircuitState[] = ["closed", "open", "half-open", "isolated"];

function* readCircuits(labels: Reading["labels"], policy: Policy<unknown>): Iterable<Reading> {
  const states: unknown = Reflect.get(policy, "states");
  if (typeof states !== "function") return;
  const all = Array.from((states as () => ReadonlyMap<string, CircuitState>).call(policy).values());
  for (const state of circuitStates) {
    const value = all.filter((one) => one === state).length;
    yield { gauge: "circuit.state", labels: { ...labels, state }, value };
  }
}

function limitOf({ kind, settings, snapshot }: PolicyState): Plain | undefined {
  if (kind === "bulkhead") return settings.concurrency;
  return kind === "adaptive-concurrency" ? snapshot.limit : undefined;
}

function* readPolicy(pipeline: string, state: PolicyState): Iterable<Reading> {
  const labels = { pipeline, policy: state.name };
  const { waiting, running, remaining, unit, shedRate } = state.snapshot;
  const limit = limitOf(state);
  if (typeof waiting === "number") yield { gauge: "queue.size", labels, value: waiting };
  if (typeof running === "number") yield { gauge: "concurrency.used", labels, value: running };
  if (typeof limit === "number") yield { gauge: "concurrency.limit", labels, value: limit };
  if (typeof shedRate === "number") yield { gauge: "shed.rate", labels, value: shedRate };
  if (state.kind !== "cost-budget" || typeof remaining !== "number") return;
  yield { gauge: "cost.remaining", labels: { ...labels, unit: String(unit) }, value: remaining };
}

/** Everything that the registered pipelines show now. */
export function* readGauges(pipelines: PipelineRegistry): Iterable<Reading> {
  for (const { name, inFlight, policies } of pipelines.states()) {
    yield { gauge: "calls.active", labels: { pipeline: name }, value: inFlight };
    for (const state of policies) yield* readPolicy(name, state);
    for (const policy of pipelines.get(name)?.policies ?? []) {
      if (policy.kind === "circuit-breaker") yield* readCircuits({ pipeline: name, policy: policy.name }, policy);
    }
  }
}
