import type { IsoDate } from "../model/invoice.js";

const dayMs = 86_400_000;
let last = { number: Number.NaN, text: "" };

/**
 * The UTC day of a moment, in milliseconds since the epoch. The last one is kept, because a batch asks for the same day
 * each time.
 *
 * @example utcDay(Date.UTC(2026, 2, 10, 23, 59)) // "2026-03-10"
 */
export function utcDay(epochMs: number): IsoDate {
  const number = Math.floor(epochMs / dayMs);
  if (number !== last.number) last = { number, text: new Date(number * dayMs).toISOString().slice(0, 10) };
  return last.text;
}
