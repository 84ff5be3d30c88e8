import type { Policy, PolicyKind } from "../policy.js";
import type { PipelineWarningCode } from "./warning-codes.js";

/** A policy at its place in a pipeline: 0 is the outermost. */
export interface Link {
  readonly position: number;
  readonly policy: Policy<unknown>;
}

/** A finding: which policies, and what it means. */
export interface Finding {
  readonly code: PipelineWarningCode;
  readonly links: readonly Link[];
  readonly message: string;
}

/** How the calls of the pipeline are. */
export interface CheckedCalls {
  readonly idempotent: boolean;
}

export type Check = (chain: readonly Link[], calls: CheckedCalls) => readonly Finding[];

export const linksOf = (policies: readonly Policy<unknown>[]): readonly Link[] =>
  policies.map((policy, position) => ({ position, policy }));

export const ofKind = (chain: readonly Link[], ...kinds: readonly PolicyKind[]): readonly Link[] =>
  chain.filter(({ policy }) => kinds.includes(policy.kind));

export const outsideOf = (chain: readonly Link[], inner: Link): readonly Link[] => chain.slice(0, inner.position);

export const insideOf = (chain: readonly Link[], outer: Link): readonly Link[] => chain.slice(outer.position + 1);

export const between = (chain: readonly Link[], outer: Link, inner: Link): readonly Link[] =>
  chain.slice(outer.position + 1, inner.position);

export const setting = ({ policy }: Link, name: string): unknown => Reflect.get(policy.settings, name);

/** A finite number among the settings. */
export function amount(link: Link, name: string): number | undefined {
  const value = setting(link, name);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The longest that a `timeout` lets what is inside of it take; other kinds have no say. */
export const limitMs = (link: Link): number => amount(link, "ms") ?? Number.POSITIVE_INFINITY;

export const isTotal = (link: Link): boolean => (setting(link, "kind") ?? setting(link, "scope")) === "total";

/** Whether calls may wait in it. A limiter's queue is there by default, the others' are not. */
export function queues(link: Link): boolean {
  const { kind } = link.policy;
  if (kind === "rate-limiter") return (amount(link, "maxQueue") ?? 1_000) > 0;
  return (kind === "bulkhead" || kind === "adaptive-concurrency") && (amount(link, "queue") ?? 0) > 0;
}

export const namesOf = (links: readonly Link[]): string => links.map(({ policy }) => policy.name).join(", ");
