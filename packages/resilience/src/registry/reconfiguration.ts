import { emit, observed } from "../diagnostics/diagnostics.js";
import { refuseOptions } from "../options/check-options.js";
import type { Policy } from "../pipeline/policy.js";

type Changeable = Policy<unknown> & Required<Pick<Policy, "reconfigure">>;

interface Change {
  readonly policy: Changeable;
  readonly changes: object;
}

const isChangeable = (policy: Policy<unknown>): policy is Changeable => policy.reconfigure !== undefined;

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function findChangeable(owner: string, policies: readonly Policy<unknown>[], name: string): Changeable {
  const named = new Set(policies.filter((policy) => policy.name === name));
  const [policy] = named;
  if (policy === undefined) {
    refuseOptions(owner, `there is no policy ${name}; known are ${policies.map((known) => known.name).join(", ")}`);
  }
  if (named.size > 1) refuseOptions(owner, `${named.size} policies are named ${name}: give each a name of its own`);
  if (!isChangeable(policy)) refuseOptions(owner, `${name} has no settings that can change`);
  return policy;
}

/** Those that can not say beforehand whether they will refuse. */
const unchecked = ({ policy }: Change): boolean => policy.checkChanges === undefined;

/**
 * In the order to make them: a policy that can not check its changes goes first, and there may be one such only, so that
 * none has changed when one refuses.
 */
function inOrder(owner: string, plan: readonly Change[]): readonly Change[] {
  const first = plan.filter(unchecked);
  if (first.length > 1) {
    const names = first.map(({ policy }) => policy.name).join(", ");
    refuseOptions(owner, `${names} can not check their changes beforehand: change one at a time`);
  }
  return [...first, ...plan.filter((change) => !unchecked(change))];
}

/**
 * Changes several policies of a pipeline, all or none.
 *
 * @throws ResilienceError `INVALID_OPTION`; every policy is then as before
 */
export function reconfigureAll(
  pipeline: string,
  policies: readonly Policy<unknown>[],
  changesByPolicy: Readonly<Record<string, object>>,
): void {
  const owner = `pipeline ${pipeline}`;
  if (!isObject(changesByPolicy)) refuseOptions(owner, "the changes must be an object of changes by policy");
  const plan = Object.entries(changesByPolicy).map(([name, changes]): Change => {
    const policy = findChangeable(owner, policies, name);
    if (!isObject(changes)) refuseOptions(owner, `the changes of ${name} must be an object`);
    return { policy, changes };
  });
  const ordered = inOrder(owner, plan);
  for (const { policy, changes } of ordered) policy.checkChanges?.(changes);
  for (const { policy, changes } of ordered) {
    policy.reconfigure(changes);
    if (!observed()) continue;
    const changed = Object.keys(changes);
    emit({ type: "policy.reconfigured", policy: policy.name, key: undefined, pipeline, changed });
  }
}
