import type { Clock, ProfileName } from "@tidegate/resilience";
import type { Fetch } from "../http/exchange.js";
import type { ServicePolicies } from "./contract.js";

/** What every client can be given; all of it has a default. */
export interface ServiceSettings {
  /** Replaces the service's own address; an origin without a path keeps the service's standard path. */
  readonly baseUrl?: string | undefined;
  /** What messages call that setting, such as the environment variable it came from. */
  readonly baseUrlName?: string | undefined;
  /** How patient to be. Default `balanced`. */
  readonly profile?: ProfileName | undefined;
  /** Single policies to set otherwise than the contract and the profile do. */
  readonly policies?: PolicyOverrides | undefined;
  readonly fetch?: Fetch | undefined;
  readonly clock?: Clock | undefined;
  /** In [0, 1): spreads the pauses between attempts. */
  readonly random?: (() => number) | undefined;
}

export interface PolicySettings extends ServicePolicies {
  /** Pause before the first retry; it doubles with every further one. */
  readonly initialBackoffMs: number;
  /** Calls that may wait for one of the `concurrency` places. */
  readonly queue: number;
  /** Failures in a row that open a circuit. */
  readonly breakerFailures: number;
  /** How long an open circuit refuses before it probes. */
  readonly breakerOpenMs: number;
}

export type PolicyOverrides = { readonly [Name in keyof PolicySettings]?: PolicySettings[Name] | undefined };

export interface Credentials {
  readonly apiKey?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
}

/** One call's own limits. */
export interface ServiceCall {
  /** Ends the wait for this caller; the request itself ends when nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Ends the call after this many ms, if that is sooner than the service's own limit. A caller that joins a request
   * already in flight shares that request's end.
   */
  readonly deadlineMs?: number | undefined;
}
