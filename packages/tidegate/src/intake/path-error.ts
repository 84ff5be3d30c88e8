/** Paths on the command line that name no document at all: a mistake in the call, found before anything is read. */
export class PathError extends Error {
  override readonly name = "PathError";
  readonly code = "NO-SUCH-PATH";
  readonly paths: readonly string[];

  constructor(paths: readonly string[]) {
    super(
      `Nothing is found at ${paths.map((path) => JSON.stringify(path)).join(", ")}; check the spelling, or quote a pattern.`,
    );
    this.paths = paths;
  }
}
