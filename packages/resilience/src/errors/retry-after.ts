/** The three forms of an HTTP date (RFC 9110, section 5.6.7) all carry a name of a month and a time of day. */
const httpDate = /^[A-Za-z]{3,9},? .*\d{2}:\d{2}:\d{2}/;

/**
 * The pause that a Retry-After header asks for (RFC 9110, section 10.2.3), in ms.
 *
 * @param header the header's value: seconds, or an HTTP date
 * @param wallNow ms since 1970; needed for the date
 * @returns 0 for a moment that has passed, `undefined` for what is neither form
 * @example parseRetryAfter("120", clock.wallNow()) // 120_000
 */
export function parseRetryAfter(header: string | null | undefined, wallNow: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d{1,15}$/.test(text)) return Number(text) * 1_000;
  if (!httpDate.test(text)) return undefined;
  // The asctime form carries no zone; all HTTP dates are in GMT.
  const moment = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - wallNow);
}
