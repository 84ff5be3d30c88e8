import { isCalendarDay } from "../dates/calendar-day.js";
import type { Invoice, IsoDate } from "../model/invoice.js";
import type { Report } from "./report.js";

const isoForm = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * DATE-INVALID: a day that no calendar has. DATE-DUE-BEFORE-ISSUE: payment due before the document was issued.
 * DATE-FUTURE: issued after `today`, where the caller says what day it is.
 */
export function checkDates(invoice: Invoice, today: IsoDate | null, report: Report): void {
  const { issueDate, dueDate } = invoice;
  for (const name of ["issueDate", "taxPointDate", "dueDate"] as const) {
    const date = invoice[name];
    if (date !== null && !isDay(date)) {
      report("DATE-INVALID", "error", name, `"${date.slice(0, 20)}" is no calendar day in the form YYYY-MM-DD`);
    }
  }
  if (issueDate === null) return;
  if (dueDate !== null && dueDate < issueDate) {
    report("DATE-DUE-BEFORE-ISSUE", "warning", "dueDate", `due on ${dueDate}, before it was issued on ${issueDate}`);
  }
  if (today !== null && issueDate > today) {
    report("DATE-FUTURE", "warning", "issueDate", `issued on ${issueDate}, after today (${today})`);
  }
}

function isDay(date: string): boolean {
  const [, year, month, day] = isoForm.exec(date) ?? [];
  if (year === undefined) return false;
  return isCalendarDay(Number(year), Number(month), Number(day));
}
