/** The function under protection; the harness makes it, so that everybody protects the same. */
export type Work = () => Promise<unknown>;

/** One call through a library. */
export type Run = () => Promise<unknown>;

/** Builds the policies, with settings equal to the others', and gets them into the state that the case is about. */
export type Prepare = (work: Work) => Run | Promise<Run>;

export interface Peer {
  readonly name: string;
  readonly prepare: Prepare;
  /** How many times faster than this peer we have to be: 1 is "not slower". Absent: shown beside, without a bar. */
  readonly bar?: number;
}

export interface Case {
  readonly name: string;
  readonly title: string;
  /**
   * `one` awaits call after call; `flight` starts 1,000 calls at once, whose work ends after the event loop turned, and
   * awaits all of them.
   */
  readonly shape: "one" | "flight";
  /** What every call has to come to; checked before anything is measured. */
  readonly outcome: "value" | "rejection";
  /** Whether to measure what 10,000 calls in flight hold on to. */
  readonly retains: boolean;
  readonly ours: Prepare;
  readonly peers: readonly Peer[];
}
