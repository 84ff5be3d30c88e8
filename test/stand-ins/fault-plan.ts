/** The ways in which real services fail, as they look on the wire. */
export const faultKinds = ["reset", "error-500", "too-many-requests", "hang", "html-200", "html-503", "cut"] as const;

/** `refusal` is the service's own way of saying no with HTTP 200, where it has one (VIES: MS_UNAVAILABLE). */
export type FaultKind = (typeof faultKinds)[number] | "refusal";

/** Which share of the requests fail, how, and by whose dice. */
export interface FaultPlan {
  /** 0 to 1. */
  readonly rate: number;
  /** Default: all of `faultKinds`. */
  readonly kinds?: readonly FaultKind[];
  /** In [0, 1); pass `seededRandom(n)` for a run that can be repeated. */
  readonly random: () => number;
}

/** The fault that the next request meets, or `null`. Draws twice at most. */
export function drawFault({ rate, kinds = faultKinds, random }: FaultPlan): FaultKind | null {
  if (random() >= rate) return null;
  return kinds[Math.floor(random() * kinds.length)] ?? null;
}
