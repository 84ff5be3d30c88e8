/**
 * How long to wait before retry 1, 2, ..; all in ms.
 * - `exponential` initial, initial x factor (default 2), initial x factor^2, .., at most `maxMs`;
 * - `linear` initial, initial + increment (default: initial), .., at most `maxMs`;
 * - `fibonacci` initial x 1, 1, 2, 3, 5, .., at most `maxMs`;
 * - `constant` always `delayMs`;
 * - a function of the retry's number, 1 for the first.
 */
export type Backoff =
  | { readonly kind: "exponential"; readonly initialMs: number; readonly maxMs: number; readonly factor?: number }
  | { readonly kind: "linear"; readonly initialMs: number; readonly maxMs: number; readonly incrementMs?: number }
  | { readonly kind: "fibonacci"; readonly initialMs: number; readonly maxMs: number }
  | { readonly kind: "constant"; readonly delayMs: number }
  | ((retry: number) => number);

/**
 * How a delay is spread, so that clients that failed together do not come back together:
 * `full` 0 to the delay, `equal` half to the whole delay, `decorrelated` initial to three times the delay before
 * (exponential backoff only), `none`. The spread holds at the cap too.
 */
export type Jitter = "none" | "full" | "equal" | "decorrelated";
