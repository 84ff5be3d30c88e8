import { type CallContext, type CircuitState, cache, systemClock } from "@tidegate/resilience";
import { authenticator, type Secrets } from "../authentication/authenticator.js";
import { HttpError } from "../http/error.js";
import { exchange } from "../http/exchange.js";
import { version } from "../version.js";
import { resolveBaseUrl } from "./base-url.js";
import { believe } from "./believe.js";
import type { Operation, Operations, ReplyOf, RequestFields, RequestOf, ServiceContract } from "./contract.js";
import { isServiceError, ServiceError } from "./error.js";
import { connectionFault } from "./fault.js";
import { type Protection, protection } from "./protection.js";
import { callError } from "./refusal.js";
import { httpRequest } from "./request.js";
import type { Credentials, ServiceCall, ServiceSettings } from "./settings.js";
import { type ServiceStatistics, statisticsKeeper } from "./statistics.js";

/** How a client and its service are doing. */
export interface ServiceState extends ServiceStatistics {
  readonly name: string;
  readonly baseUrl: string;
  /** By breaker key; that of the whole service, where it is not closed, is under the service's name. */
  readonly circuits: Readonly<Record<string, CircuitState>>;
  /** How long a call made now would wait for its turn under the rate limit, ms. */
  readonly waitMs: number;
}

/** A service that can be called. */
export interface Connection<Ops extends Operations> {
  readonly name: string;
  readonly costUsd: string;
  /**
   * Asks the service, at most once at a time for the same question: equal calls in flight share one request.
   *
   * @throws ServiceError; the caller's own reason where its signal has fired
   */
  call<Name extends keyof Ops & string>(
    operation: Name,
    request: RequestOf<Ops[Name]>,
    call?: ServiceCall,
  ): Promise<ReplyOf<Ops[Name]>>;
  state(): ServiceState;
  /** Refuses further calls; those in flight end by themselves, at the latest at their deadlines. */
  close(): void;
}

/** A hostile or mistaken Retry-After holds nobody back for longer than this. */
const maxPauseMs = 15 * 60_000;

/**
 * Makes a contract callable: over one HTTP client, through the policies that the contract and the profile name.
 *
 * @throws TypeError where the settings are no good, naming the setting
 */
export function connect<Ops extends Operations>(
  contract: ServiceContract<Ops>,
  settings: ServiceSettings & Credentials = {},
): Connection<Ops> {
  const { name } = contract;
  const clock = settings.clock ?? systemClock;
  const fetch = settings.fetch ?? globalThis.fetch;
  const baseUrl = resolveBaseUrl(contract.baseUrl, settings.baseUrl, settings.baseUrlName ?? `${name}: baseUrl`);
  const ownHeaders = { "user-agent": `tidegate/${version}` };
  const identity = authenticator(contract, settings, { baseUrl, headers: ownHeaders, fetch, clock });
  const guard = protection(name, contract.policies, settings, clock);
  const statistics = statisticsKeeper(clock);
  // Shares what is in flight and keeps nothing: how long an answer holds is for the application to say.
  const inFlight = cache<unknown>({ name: `${name} in flight`, ttl: () => 0, protect: "none", clock });
  // The first request reaches the service late by the time that connecting took, and the next ones would come too close
  // behind it: they keep their distance from its reply instead.
  let connected = false;
  let closed = false;

  async function attempt(operation: Operation, request: RequestFields, context: CallContext): Promise<unknown> {
    try {
      return await identity.authenticated(
        (secrets) => send(operation, request, secrets, context.signal),
        context.signal,
      );
    } catch (error) {
      const failure = error instanceof HttpError ? connectionFault(name, error, context.attempt) : error;
      if (isServiceError(failure, "RATE_LIMITED") && failure.retryAfterMs !== undefined) {
        guard.limiter.pause(Math.min(failure.retryAfterMs, maxPauseMs));
      }
      throw failure;
    }
  }

  async function send(
    operation: Operation,
    request: RequestFields,
    secrets: Secrets,
    signal: AbortSignal,
  ): Promise<unknown> {
    const readers = Object.values(operation.replies);
    const headers = { accept: readers[0]?.accept ?? "*/*", ...ownHeaders, ...operation.headers, ...secrets.headers };
    const confidential = contract.authentication.kind !== "none";
    const asked = httpRequest(operation, baseUrl, { ...request, ...secrets.fields }, headers, confidential);
    statistics.sent();
    const reply = await exchange(asked, {
      fetch,
      signal,
      maxBytes: Math.max(...readers.map(({ maxBytes }) => maxBytes)),
    });
    if (!connected) {
      connected = true;
      guard.limiter.pause(guard.spacingMs);
    }
    return believe(contract, operation, request, reply, clock.wallNow());
  }

  function checked(operation: Operation, request: unknown): RequestFields {
    const { success, data, error } = operation.request.safeParse(request);
    if (success) return data;
    const message = `was not asked: ${error.issues[0]?.path.join(".") || "the request"} is not what it takes`;
    throw new ServiceError({ service: name, code: "REJECTED", message, reason: "INVALID_REQUEST", cause: error });
  }

  async function ask(operationName: keyof Ops & string, request: unknown, call: ServiceCall): Promise<unknown> {
    if (closed)
      throw new ServiceError({ service: name, code: "UNAVAILABLE", message: "client is closed", transient: false });
    const operation: Operation | undefined = contract.operations[operationName];
    if (operation === undefined) throw new TypeError(`${name} has no operation "${operationName}"`);
    const fields = checked(operation, request);
    const options = {
      key: operation.breakerKey?.(fields) ?? name,
      deadlineMs: call.deadlineMs,
      idempotent: operation.idempotent,
    };
    const question = `${operationName} ${JSON.stringify(fields)}`;
    const load = ({ signal }: CallContext) =>
      guard.pipeline.execute((context) => attempt(operation, fields, context), { ...options, signal });
    return inFlight.getOrLoad(question, load, { signal: call.signal });
  }

  return {
    name,
    costUsd: contract.costUsd,
    async call(operationName, request, call = {}) {
      statistics.called();
      try {
        const reply = await ask(operationName, request, call);
        statistics.answered();
        return reply as ReplyOf<Ops[typeof operationName]>;
      } catch (error) {
        const failure = callError(name, error, call.signal);
        statistics.failed(failure);
        throw failure;
      }
    },
    state: () => ({
      name,
      baseUrl,
      ...statistics.read(),
      circuits: circuitsOf(name, guard),
      waitMs: guard.limiter.waitTime(),
    }),
    close: () => {
      closed = true;
    },
  };
}

function circuitsOf(name: string, { breaker, reach }: Protection): Readonly<Record<string, CircuitState>> {
  const circuits = Object.fromEntries(breaker.states());
  const whole = reach.state;
  return whole === "closed" ? circuits : { ...circuits, [name]: whole };
}
