import { refuseOptions } from "./check-options.js";

/** The settings of a policy, replaced as a whole while calls are under way. */
export interface LiveSettings<O extends object, S extends object> {
  /** What the options mean, defaults filled in; read it anew for every decision. */
  readonly current: Readonly<S>;
  /**
   * Puts `changes` over the options in force; an option given as `undefined` returns to its default.
   *
   * @throws ResilienceError `INVALID_OPTION`; the settings are then as before
   */
  reconfigure(changes: Partial<O>): void;
  /** Throws what `reconfigure` would throw, and changes nothing. */
  checkChanges(changes: Partial<O>): void;
}

/** Fixed for the life of a policy: what others hold on to. */
const fixed: readonly string[] = ["name", "clock", "random", "perKey", "order"];

/**
 * @param read checks the options and fills in defaults; it throws when they are invalid
 */
export function liveSettings<O extends object, S extends object>(
  owner: string,
  options: O,
  read: (options: O) => S,
): LiveSettings<O, S> {
  // What is no object is refused by `read`, which says so.
  let given = Object(options) === options ? { ...options } : options;
  const merge = (changes: Partial<O>): O => {
    for (const name of fixed) {
      if (Object.hasOwn(changes, name)) refuseOptions(owner, `${name} can not change while the policy lives`);
    }
    return { ...given, ...changes };
  };
  const live = {
    current: Object.freeze(read(given)),
    reconfigure(changes: Partial<O>) {
      const merged = merge(changes);
      live.current = Object.freeze(read(merged));
      given = merged;
    },
    checkChanges: (changes: Partial<O>) => void read(merge(changes)),
  };
  return live;
}

/** Options with defaults for those that are not given; one given as `undefined` is not. */
export type Filled<O extends object, K extends keyof O> = O & { readonly [Name in K]-?: Exclude<O[Name], undefined> };

export function withDefaults<O extends object, const D extends Partial<O>>(
  options: O,
  defaults: D,
): Filled<O, keyof D & keyof O> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const filled: object = { ...defaults, ...Object.fromEntries(given) };
  return filled as Filled<O, keyof D & keyof O>;
}
