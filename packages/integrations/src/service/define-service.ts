import type { Operation, Operations, RequestFields, ServiceContract } from "./contract.js";

const serviceName = /^[a-z][a-z0-9-]*$/;
const price = /^\d+(\.\d+)?$/;

/**
 * Declares an outside service. The declaration is checked once, here, so that a slip shows at start and not in a call.
 *
 * @throws TypeError naming the service and what is wrong with its declaration
 * @example
 * const quotes = defineService({
 *   name: "quotes",
 *   baseUrl: "https://quotes.example/v1",
 *   authentication: { kind: "none" },
 *   policies: { attemptTimeoutMs: 2_000, totalTimeoutMs: 5_000, maxRetries: 2, backoffScale: 1, concurrency: 4,
 *     rateLimit: { kind: "gcra", limit: 10, periodMs: 1_000, burst: 1 } },
 *   costUsd: "0",
 *   operations: {
 *     quote: operation({ method: "GET", path: "/quotes/{symbol}", idempotent: true,
 *       request: z.object({ symbol: z.string() }), replies: { 200: json(z.object({ price: z.number() })) } }),
 *   },
 * });
 */
export function defineService<const Ops extends Operations>(contract: ServiceContract<Ops>): ServiceContract<Ops> {
  const problem = problemOf(contract);
  if (problem !== null) throw new TypeError(`service "${contract.name}": ${problem}`);
  return Object.freeze({
    ...contract,
    authentication: Object.freeze({ ...contract.authentication }),
    policies: Object.freeze({ ...contract.policies, rateLimit: Object.freeze({ ...contract.policies.rateLimit }) }),
    operations: Object.freeze({ ...contract.operations }),
  });
}

/** Gives one operation its types: the request from its schema, the reply from its readers. */
export function operation<Request extends RequestFields, const Reply>(
  declaration: Operation<Request, Reply>,
): Operation<Request, Reply> {
  return Object.freeze(declaration);
}

function problemOf(contract: ServiceContract): string | null {
  const { name, baseUrl, policies, costUsd, operations } = contract;
  if (!serviceName.test(name)) return "the name must be lower-case letters, digits and hyphens";
  if (!/^https?:\/\/[^/]/.test(baseUrl) || baseUrl.endsWith("/"))
    return "the base URL must be absolute, without a last slash";
  if (!price.test(costUsd)) return `costUsd must be a decimal string, found "${costUsd}"`;
  if (!(policies.attemptTimeoutMs > 0)) return "attemptTimeoutMs must be positive";
  if (policies.attemptTimeoutMs > policies.totalTimeoutMs)
    return "attemptTimeoutMs could never fire before totalTimeoutMs";
  if (!Number.isInteger(policies.maxRetries) || policies.maxRetries < 0)
    return "maxRetries must be a whole number, 0 or more";
  if (!(policies.backoffScale > 0)) return "backoffScale must be positive";
  if (!Number.isInteger(policies.concurrency) || policies.concurrency < 1)
    return "concurrency must be a whole number, 1 or more";
  if (Object.keys(operations).length === 0) return "it has no operations";
  for (const [key, { method, path, body, replies }] of Object.entries(operations)) {
    if (method === "GET" && body !== undefined) return `operation "${key}": a GET has no body`;
    if (!/^(\{\w+\}|[^{}])*$/.test(path)) return `operation "${key}": unbalanced braces in the path ${path}`;
    if (Object.keys(replies).length === 0) return `operation "${key}": no reply is documented`;
  }
  return null;
}
