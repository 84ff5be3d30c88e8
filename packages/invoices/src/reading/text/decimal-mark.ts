import type { DecimalMark } from "./amount.js";

const bothSeparators = /\d[.,\d]*[.,]\d/;
const loneSeparator = /^\D*(\d+)([.,])(\d+)\D*$/;

/**
 * Which decimal mark the amounts of one column prove: a value with both separators, with a repeated one, or with a
 * fraction that can not be a group of three decides; the majority wins where they contradict each other. `null` where
 * no value proves anything, as in `1.500, 2.750`.
 */
export function decideDecimalMark(texts: Iterable<string>): DecimalMark | null {
  let votes = 0;
  for (const text of texts) {
    const mark = provenMark(text);
    if (mark !== null) votes += mark === "." ? 1 : -1;
  }
  return votes === 0 ? null : votes > 0 ? "." : ",";
}

function provenMark(text: string): DecimalMark | null {
  const lone = loneSeparator.exec(text);
  if (lone !== null) {
    const [, whole = "", separator = "", fraction = ""] = lone;
    const couldBeThousands = fraction.length === 3 && whole.length <= 3 && !whole.startsWith("0");
    return couldBeThousands ? null : (separator as DecimalMark);
  }
  if (!bothSeparators.test(text)) return null;
  const dot = text.lastIndexOf(".");
  const comma = text.lastIndexOf(",");
  if (dot >= 0 && comma >= 0) return dot > comma ? "." : ",";
  return dot >= 0 ? "," : ".";
}
