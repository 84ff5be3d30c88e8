/**
 * What happens with the outcome of a call: each layer has its part and hands on to the layer outside of it. What
 * `succeed` and `fail` return is what the call answers with: a value, or a promise. They do not throw.
 */
export interface Outcome {
  succeed(value: unknown): unknown;
  fail(error: unknown): unknown;
}

/**
 * A rejection to come: the promise made of it rejects one microtask later, when the caller listens already. A promise
 * that rejects at once goes through the runtime's books of unhandled rejections, which costs 0.5 us; a throw as much.
 */
class Rejection {
  private readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a thenable on purpose
  then(_resolve: unknown, reject: (error: unknown) => void): void {
    reject(this.error);
  }
}

/** The outermost outcome: the answer is the call's. */
export const answer: Outcome = Object.freeze({
  succeed: (value: unknown) => value,
  fail: (error: unknown) => new Rejection(error),
});
