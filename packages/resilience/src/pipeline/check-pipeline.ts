import { checkOptions, flag, optional } from "../options/check-options.js";
import { linksOf } from "./checks/chain.js";
import { multiplicationChecks } from "./checks/multiplication.js";
import { orderChecks } from "./checks/order.js";
import { timeChecks } from "./checks/times.js";
import type { PipelineWarningCode } from "./checks/warning-codes.js";
import type { Pipeline } from "./pipeline.js";
import type { Policy, PolicyKind } from "./policy.js";

/** An order or a setting that does harm, and what to do about it. */
export interface PipelineWarning {
  /** Stable: to look up, or to leave out. */
  readonly code: PipelineWarningCode;
  /** The policies concerned, outermost first, with their places in the pipeline (0 is the outermost). */
  readonly policies: readonly { readonly kind: PolicyKind; readonly name: string; readonly position: number }[];
  /** What happens and what to do. */
  readonly message: string;
}

export interface PipelineCheckOptions {
  /** `false`: the calls are writes that must not happen twice and carry no idempotency key. Default `true`. */
  readonly idempotent?: boolean;
}

const rules = { idempotent: optional(flag) };
const checks = [...orderChecks, ...timeChecks, ...multiplicationChecks];

/**
 * Looks for orders and settings that do harm: a retry inside a breaker, timeouts that can never fire, retries that
 * multiply, a fallback that hides failures. It judges by the settings in force, changes nothing and prints nothing.
 *
 * @throws ResilienceError `INVALID_OPTION` for an option that it does not know
 * @example
 * for (const { code, message } of checkPipeline(vies)) console.warn(code, message);
 */
export function checkPipeline(
  pipeline: Pipeline<unknown> | readonly Policy<unknown>[],
  options: PipelineCheckOptions = {},
): readonly PipelineWarning[] {
  checkOptions("checkPipeline", options, rules);
  const chain = linksOf("policies" in pipeline ? pipeline.policies : pipeline);
  const calls = { idempotent: options.idempotent ?? true };
  return checks.flatMap((check) =>
    check(chain, calls).map(({ code, links, message }) => ({
      code,
      policies: links.map(({ policy: { kind, name }, position }) => ({ kind, name, position })),
      message,
    })),
  );
}
