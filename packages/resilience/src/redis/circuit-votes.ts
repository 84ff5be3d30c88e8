/** What one node says about the circuits of a service. Times are ms of the server's clock. */
export interface Ballot {
  /** Circuits that this node's own calls have opened, and when. */
  readonly open: ReadonlyMap<string, number>;
  /** Of circuits that anybody has open: how many calls this node has made lately; `null` where it can not tell. */
  readonly calls: ReadonlyMap<string, number | null>;
}

export interface QuorumRules {
  readonly quorum: number;
  readonly minimumNodes: number;
  readonly minimumCalls: number;
}

export interface Count {
  /** Nodes that found the service failing by their own calls. */
  readonly failing: number;
  /** Nodes that can tell: these, and those whose calls go well. */
  readonly judging: number;
  readonly reached: boolean;
}

/**
 * Counts the live nodes' votes on one circuit. A node that has not been asked yet counts as one whose calls go well: so
 * nobody is outvoted before having had a say.
 *
 * @param after openings before it are passed over: a probe of this node has succeeded since
 */
export function countVotes(ballots: Iterable<Ballot>, key: string, after: number, rules: QuorumRules): Count {
  let failing = 0;
  let well = 0;
  for (const { open, calls } of ballots) {
    const openedAt = open.get(key);
    if (openedAt !== undefined) {
      if (openedAt > after) failing += 1;
      continue;
    }
    const called = calls.get(key);
    if (called === undefined || (called !== null && called >= rules.minimumCalls)) well += 1;
  }
  const judging = failing + well;
  return { failing, judging, reached: failing >= rules.minimumNodes && failing >= rules.quorum * judging };
}

export const writeBallot = ({ open, calls }: Ballot): string => JSON.stringify([[...open], [...calls]]);

const isEntries = (value: unknown): value is [string, number][] =>
  Array.isArray(value) && value.every((entry) => Array.isArray(entry) && typeof entry[0] === "string");

/** A ballot as another node wrote it; `undefined` for what is none. */
export function readBallot(text: string): Ballot | undefined {
  try {
    const [open, calls]: unknown[] = JSON.parse(text);
    return isEntries(open) && isEntries(calls) ? { open: new Map(open), calls: new Map(calls) } : undefined;
  } catch {
    return undefined;
  }
}
