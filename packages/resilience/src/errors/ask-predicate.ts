/** What a caller's predicate says of an error. When it throws, the caller gets the work's error, not the predicate's. */
export function askPredicate<T>(predicate: (error: unknown) => boolean, error: unknown, whenItThrows: T): boolean | T {
  try {
    return predicate(error);
  } catch {
    return whenItThrows;
  }
}
