export interface RequestLimit {
  readonly limit: number;
  readonly periodMs: number;
}

/** A service's own count: at most `limit` requests in any `periodMs`. Gives 0 and counts, or the ms until a place is free. */
export function requestWindow({ limit, periodMs }: RequestLimit): (now: number) => number {
  let accepted: number[] = [];
  return (now) => {
    accepted = accepted.filter((time) => now - time < periodMs);
    const [oldest] = accepted;
    if (oldest !== undefined && accepted.length >= limit) return periodMs - (now - oldest);
    accepted.push(now);
    return 0;
  };
}
