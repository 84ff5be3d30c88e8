import type { Clock } from "../clock/clock.js";
import { systemClock } from "../clock/system-clock.js";
import {
  callable,
  checkOptions,
  having,
  integer,
  milliseconds,
  optional,
  type Rule,
  refuseOptions,
} from "../options/check-options.js";
import type { Policy } from "../pipeline/policy.js";
import { deadlineHeaderName } from "./deadline-header.js";
import type { DrainLimits } from "./discarded-body.js";
import type { FetchInput, RequestTarget } from "./request-init.js";

/** What a service's word about its quota stops: a `rateLimiter`, or anything alike. */
export interface Pausable {
  pause(ms: number, key?: string): unknown;
}

export interface ResilientFetchOptions {
  /** Who sends: undici's, or a stand-in. Default: the runtime's `fetch`, looked up at every attempt. */
  readonly fetch?: (input: FetchInput, init?: RequestInit) => Promise<Response>;
  /** The key of policies with `perKey`. Default: the origin, `https://api.example`. */
  readonly key?: (request: RequestTarget) => string;
  /** Which statuses fail an attempt, so that retry and breaker see them. Default 408, 429 and 500 to 599. */
  readonly isFailure?: (status: number) => boolean;
  /** `true`: a status of 400 or more rejects with an `HttpError`. Default `false`: it is answered, as by `fetch`. */
  readonly throwOnStatus?: boolean;
  /** Paused when the service says that its quota is used up, or answers 429 or 503 with Retry-After. */
  readonly limiter?: Pausable;
  /** The longest pause of `limiter`, whatever the service says. Default 60,000 ms. */
  readonly maxPauseMs?: number;
  /**
   * The header that tells the service how long the attempt may take, when anything limits it; `false`: none. Default
   * `x-request-timeout-ms`, but none from a page to another origin, where the request would need its consent (CORS).
   */
  readonly deadlineHeader?: string | false;
  /** Makes an `Idempotency-Key` for POST and PATCH, which may then be repeated; in quotes where a service wants those. */
  readonly idempotencyKey?: () => string;
  /** The longest silence while the body is read: reading then fails with `TIMEOUT`. Default: no limit. */
  readonly bodyTimeoutMs?: number;
  /** Bytes read of a body nobody wants, so that its connection can be used again. Default 65,536. */
  readonly maxDrainBytes?: number;
  /** How long that may take. Default 1,000 ms. */
  readonly maxDrainMs?: number;
}

export interface FetchSettings {
  readonly send: (input: FetchInput, init: RequestInit) => Promise<Response>;
  readonly keyOf: (request: RequestTarget) => string;
  readonly isFailure: (status: number) => boolean;
  readonly throwOnStatus: boolean;
  readonly limiter: Pausable | undefined;
  readonly maxPauseMs: number;
  /** The deadline's header in a request to `url`, if it is to have one. */
  readonly deadlineHeaderFor: (url: URL) => string | undefined;
  readonly newIdempotencyKey: (() => string) | undefined;
  readonly bodyTimeoutMs: number | undefined;
  readonly drain: DrainLimits;
  readonly clock: Clock;
}

/** A token of RFC 9110, section 5.6.2. */
const aHeaderName: Rule = (value) =>
  typeof value === "string" && /^[\w!#$%&'*+.^`|~-]+$/.test(value) ? undefined : "the name of a header";
const aBoolean: Rule = (value) => (typeof value === "boolean" ? undefined : "a boolean");

const rules = {
  fetch: optional(callable),
  key: optional(callable),
  isFailure: optional(callable),
  throwOnStatus: optional(aBoolean),
  limiter: optional(having("pause")),
  maxPauseMs: optional(milliseconds(0)),
  deadlineHeader: optional((value) => (value === false ? undefined : aHeaderName(value))),
  idempotencyKey: optional(callable),
  bodyTimeoutMs: optional(milliseconds(1)),
  maxDrainBytes: optional(integer(0, 2 ** 30)),
  maxDrainMs: optional(milliseconds(0)),
};

/** The statuses that another try may not meet again; the same that `isTransient` goes by. */
const isFailingStatus = (status: number): boolean =>
  status === 408 || status === 429 || (status >= 500 && status < 600);

/** Of the page or worker that this runs in; servers have none. */
const pageOrigin = (): unknown => {
  const place: unknown = Reflect.get(globalThis, "location");
  return typeof place === "object" && place !== null ? Reflect.get(place, "origin") : undefined;
};

function deadlineHeaderChooser(header: string | false | undefined): FetchSettings["deadlineHeaderFor"] {
  if (header === false) return () => undefined;
  if (header !== undefined) return () => header;
  return ({ origin }) => {
    const page = pageOrigin();
    return page === undefined || page === origin ? deadlineHeaderName : undefined;
  };
}

/** @throws ResilienceError `INVALID_OPTION` */
export function readFetchOptions(options: ResilientFetchOptions, policies: readonly Policy<unknown>[]): FetchSettings {
  checkOptions("resilientFetch", options, rules);
  const cached = policies.find(({ kind }) => kind === "cache");
  if (cached !== undefined) {
    const problem = `${cached.name} would answer several calls with one Response, whose body can be read once`;
    refuseOptions("resilientFetch", `${problem}; put the cache around a function that reads it`);
  }
  const clock = policies.find((policy) => policy.clock !== undefined)?.clock ?? systemClock;
  const { maxDrainBytes = 65_536, maxDrainMs = 1_000 } = options;
  return Object.freeze({
    send: options.fetch ?? ((input: FetchInput, init: RequestInit) => globalThis.fetch(input, init)),
    keyOf: options.key ?? (({ url }: RequestTarget) => url.origin),
    isFailure: options.isFailure ?? isFailingStatus,
    throwOnStatus: options.throwOnStatus ?? false,
    limiter: options.limiter,
    maxPauseMs: options.maxPauseMs ?? 60_000,
    deadlineHeaderFor: deadlineHeaderChooser(options.deadlineHeader),
    newIdempotencyKey: options.idempotencyKey,
    bodyTimeoutMs: options.bodyTimeoutMs,
    drain: Object.freeze({ maxBytes: maxDrainBytes, maxMs: maxDrainMs, clock }),
    clock,
  });
}
