/** Text of `src/` that occurs once, and what a wrong version has in its place. */
export interface Replacement {
  readonly file: string;
  readonly text: string;
  readonly by: string;
}

/** The library as it would be with a trap in it. */
export interface WrongVersion {
  readonly trap: number;
  /** What is wrong, as one would find it in a library. */
  readonly wrong: string;
  readonly replacements: readonly Replacement[];
  /** The file in `src/traps/` and how the title begins of the test that has to go red. */
  readonly tests: string;
  readonly title: string;
}
