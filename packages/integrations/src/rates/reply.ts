import { z } from "zod";

/** A table of rates as it comes through `exactJson`: numbers are the digits that were sent. */
export const rateTable = z.record(z.string(), z.string());

/** What a date in a request may be. */
export const requestedDate = z.union([z.literal("latest"), z.iso.date()]);

/** Why a publication does not answer for the day asked: rates of a later day must not be passed off as that day's. */
export function laterThanAsked(published: string, asked: string): string | null {
  return asked !== "latest" && published > asked ? `rates of ${published} where ${asked} was asked` : null;
}
