/** The function under protection; the harness makes it, so that everybody protects the same. */
export type Work = () => Promise<unknown>;

/** One call through a library. */
export type Run = () => Promise<unknown>;

export interface Contestant {
  readonly name: string;
  /** Builds the policies, with settings equal to the others', and gets them into the state that the case is about. */
  readonly prepare: (work: Work) => Run | Promise<Run>;
}

export interface Peer extends Contestant {
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
  readonly ours: Contestant;
  readonly peers: readonly Peer[];
}
