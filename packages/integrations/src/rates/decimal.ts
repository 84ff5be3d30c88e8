/** Far beyond any rate: keeps a hostile `1e999999` from becoming a million zeros. */
const maxExponent = 30;
const maxLength = 40;
const number = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Reads a positive number as it stands in a published text and writes it as a plain decimal string, digit for digit:
 * `366.90` stays `366.90`, `1.2e-7` becomes `0.00000012`. Anything else, zero and negatives included, gives `null`.
 *
 * @example positiveDecimal("2.5e-7") // "0.00000025"
 */
export function positiveDecimal(text: string): string | null {
  const match = text.length <= maxLength ? number.exec(text) : null;
  if (match === null) return null;
  const [, whole = "", fraction = "", exponentText = "0"] = match;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > maxExponent || !/[1-9]/.test(whole + fraction)) return null;
  return exponent === 0 ? text.replace(/[eE].*$/, "") : shifted(whole, fraction, exponent);
}

function shifted(whole: string, fraction: string, exponent: number): string {
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded = point <= 0 ? "0".repeat(1 - point) + digits : digits.padEnd(point, "0");
  const at = Math.max(point, 1);
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, "");
  return at < padded.length ? `${integer}.${padded.slice(at)}` : integer;
}
