import type { z } from "zod";
import type { ServiceErrorCode } from "./error.js";
import type { ReplyReader } from "./reply.js";

/** The fields of a request; every value ends up as text in a path, a query or a body. */
export type RequestFields = Readonly<Record<string, string | number | undefined>>;

/** What a service says is wrong, in words of its own protocol. */
export interface Fault {
  readonly code: ServiceErrorCode;
  /** The service's own code, such as `MS_UNAVAILABLE`. */
  readonly reason: string;
  /** Whether asking again may help; follows from `code` where it is left out. */
  readonly transient?: boolean;
}

/** One thing a service can be asked. */
export interface Operation<Request extends RequestFields = RequestFields, Reply = unknown> {
  readonly method: "GET" | "POST";
  /** Appended to the base URL; `{name}` stands for a field of the request. */
  readonly path: string;
  /** Fields that go into the query. */
  readonly query?: readonly (keyof NoInfer<Request> & string)[];
  /** How the fields that are neither in the path nor in the query are sent. */
  readonly body?: "json" | "form";
  readonly headers?: Readonly<Record<string, string>>;
  /** What may be asked: a request that does not fit is never sent. */
  readonly request: z.ZodType<Request>;
  /** The documented replies by status. A status that is not here is a failure. */
  readonly replies: Readonly<Record<number, ReplyReader<Reply>>>;
  /** Recognises an error in a JSON body, whatever the status it came with. */
  readonly fault?: (body: unknown, status: number) => Fault | null;
  /** Why a well-formed reply does not answer this request, such as that it speaks of another number; else `null`. */
  mismatch?(reply: NoInfer<Reply>, request: NoInfer<Request>): string | null;
  /** Whether asking twice does no more than asking once. */
  readonly idempotent: boolean;
  /** What fails together, such as a country: each has a circuit breaker of its own. */
  breakerKey?(request: NoInfer<Request>): string;
}

/** How a service learns who is asking. The secrets themselves are settings, never part of a contract. */
export type Authentication =
  | { readonly kind: "none" }
  /** `settings.apiKey` in this header. */
  | { readonly kind: "api-key"; readonly header: string }
  /** `settings.apiKey` in place of `{apiKey}` in the path. */
  | { readonly kind: "api-key-in-path" }
  /** RFC 6749, section 4.4, with `settings.clientId` and `settings.clientSecret`; the path is on the service's origin. */
  | { readonly kind: "client-credentials"; readonly tokenPath: string; readonly scope: string };

export type RateLimit =
  /** Evenly spaced: `limit` in `periodMs`, at most `burst` at once. */
  | { readonly kind: "gcra"; readonly limit: number; readonly periodMs: number; readonly burst: number }
  /** At most `limit` in any `periodMs`, all at once if need be. */
  | { readonly kind: "sliding-window"; readonly limit: number; readonly periodMs: number };

export interface ServicePolicies {
  readonly attemptTimeoutMs: number;
  /** Of all attempts of one call with the waiting between them, once it has started. */
  readonly totalTimeoutMs: number;
  /** Upper bound on what the profile allows. */
  readonly maxRetries: number;
  /** Multiplies the profile's first pause: below 1 where another source stands by. */
  readonly backoffScale: number;
  readonly rateLimit: RateLimit;
  /** Calls in flight; the others wait in the order they came. */
  readonly concurrency: number;
}

export type Operations = Readonly<Record<string, Operation>>;

/** An outside service as data: clients, stand-ins and telemetry are made from it. */
export interface ServiceContract<Ops extends Operations = Operations> {
  /** Lower case, stable: it appears in errors, results and metrics. */
  readonly name: string;
  readonly baseUrl: string;
  readonly authentication: Authentication;
  readonly policies: ServicePolicies;
  /** Price of one call in US dollars, as a decimal string. */
  readonly costUsd: string;
  readonly operations: Ops;
}

/** The request type of an operation. */
export type RequestOf<Op> = Op extends { readonly request: z.ZodType<infer Request> } ? Request : never;

/** The union of what an operation's readers give. */
export type ReplyOf<Op> = Op extends { readonly replies: Readonly<Record<number, ReplyReader<infer Reply>>> }
  ? Reply
  : never;
