/** One measured bar: what was asked, what came out. */
export interface Figure {
  readonly scenario: string;
  readonly measure: string;
  readonly bar: string;
  readonly measured: string;
  readonly holds: boolean;
}

export type Scenario = (workFolder: string) => Promise<readonly Figure[]>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** `median (lowest to highest)`, so that the spread of a noisy machine shows. */
export function withSpread(values: readonly number[], digits: number, unit: string): string {
  const low = Math.min(...values).toFixed(digits);
  const high = Math.max(...values).toFixed(digits);
  return `${median(values).toFixed(digits)} ${unit} (${low} to ${high})`;
}
