import type { IsoDate } from "../../model/invoice.js";

/** `xs:date` and `xs:dateTime`: a day, then perhaps a time of day and a zone, neither of which an invoice means. */
const isoForm = /^(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]*)?(?:Z|[+-]\d{2}:?\d{2})?$/;
/** UNTDID 2379 formats 102, 203 and 204: the day, then perhaps hours, minutes, seconds. */
const compactForm = /^(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?$/;

/** The calendar day a text names, in ISO form, or `null` where it names none (`2026-02-30`). */
export function isoDay(text: string): IsoDate | null {
  const [, year, month, day] = isoForm.exec(text) ?? compactForm.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return exists ? `${year}-${month}-${day}` : null;
}
