import { ResilienceError } from "../errors/resilience-error.js";

/** Says what a value must be when it is not; nothing when it is. */
export type Rule = (value: unknown) => string | undefined;

const expect =
  (expectation: string, holds: (value: unknown) => boolean): Rule =>
  (value) =>
    holds(value) ? undefined : expectation;

/** The longest duration accepted anywhere: a hundred years, so that a sum of durations stays exact. */
const century = 100 * 366 * 86_400_000;

export const integer = (least: number, most: number): Rule =>
  expect(`an integer from ${least} to ${most}`, (value) => Number.isInteger(value) && inRange(value, least, most));

export const number = (least: number, most: number): Rule =>
  expect(`a number from ${least} to ${most}`, (value) => inRange(value, least, most));

/** Above 0: a share of nothing would hold always. */
export const share: Rule = expect("a number above 0 and at most 1", (value) => inRange(value, 0, 1) && value !== 0);

export const milliseconds = (least: number): Rule => number(least, century);

export const oneOf = (...values: readonly string[]): Rule =>
  expect(`one of ${values.join(", ")}`, (value) => typeof value === "string" && values.includes(value));

export const text: Rule = expect("a non-empty string", (value) => typeof value === "string" && value !== "");
export const flag: Rule = expect("true or false", (value) => typeof value === "boolean");
export const callable: Rule = expect("a function", (value) => typeof value === "function");

/** An object that has these methods. */
export const having = (...methods: readonly string[]): Rule =>
  expect(
    `an object with ${methods.join(", ")}`,
    (value) =>
      typeof value === "object" &&
      value !== null &&
      methods.every((method) => typeof Reflect.get(value, method) === "function"),
  );

export const clock: Rule = having("now", "wallNow", "setTimeout", "clearTimeout");

export const either =
  (...rules: readonly Rule[]): Rule =>
  (value) => {
    const unmet = rules.map((rule) => rule(value));
    return unmet.includes(undefined) ? undefined : unmet.join(" or ");
  };

export const optional =
  (rule: Rule): Rule =>
  (value) =>
    value === undefined ? undefined : rule(value);

function inRange(value: unknown, least: number, most: number): boolean {
  return typeof value === "number" && value >= least && value <= most;
}

const shown = (value: unknown): string => (typeof value === "string" ? JSON.stringify(value) : String(value));

/** @throws ResilienceError `INVALID_OPTION`, with a stack: it is a mistake in the program. */
export function refuseOptions(owner: string, problem: string): never {
  throw new ResilienceError("INVALID_OPTION", `${owner}: ${problem}.`);
}

/**
 * Checks options at construction: every one known, every value in its range.
 *
 * @throws ResilienceError `INVALID_OPTION` that names the option and what it may be
 */
export function checkOptions(owner: string, options: unknown, rules: Readonly<Record<string, Rule>>): void {
  if (typeof options !== "object" || options === null) refuseOptions(owner, "the options must be an object");
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(rules, name)) {
      refuseOptions(owner, `there is no option ${name}; known are ${Object.keys(rules).join(", ")}`);
    }
  }
  for (const [name, rule] of Object.entries(rules)) {
    const value: unknown = Reflect.get(options, name);
    const expectation = rule(value);
    if (expectation !== undefined) refuseOptions(owner, `${name} must be ${expectation}, not ${shown(value)}`);
  }
}

/** Checks an option that comes in kinds, each with settings of its own. */
export function checkKind(
  owner: string,
  value: { readonly kind: string },
  kinds: Readonly<Record<string, Readonly<Record<string, Rule>>>>,
): void {
  const names = Object.keys(kinds);
  const kind: unknown = typeof value === "object" && value !== null ? value.kind : undefined;
  const rules = typeof kind === "string" && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (rules === undefined) refuseOptions(owner, `kind must be one of ${names.join(", ")}, not ${shown(kind)}`);
  checkOptions(`${owner} of kind ${shown(kind)}`, value, { kind: text, ...rules });
}
