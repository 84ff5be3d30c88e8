import type { IsoDate, RatePublication } from "@tidegate/invoices";

/** One place rates come from, as the chain sees it. */
export interface RateSource {
  readonly name: string;
  /** US dollars a request, as a decimal string. */
  readonly costUsd: string;
  /**
   * Names the request that would answer for a day, so that equal ones are made once; `null` where this source can not
   * know the day's rate, such as one that only has today's.
   */
  requestFor(date: IsoDate, today: IsoDate): string | null;
  /** Makes that request. */
  fetch(request: string, signal: AbortSignal): Promise<readonly RatePublication[]>;
}
