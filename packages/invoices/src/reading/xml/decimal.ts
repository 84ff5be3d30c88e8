import Big from "big.js";
import type { DecimalString } from "../../model/invoice.js";

const plain = /^-?\d+(\.\d+)?$/;
const tolerated = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$/;

/** No amount, price or quantity needs more; the bound keeps arithmetic on hostile numbers cheap. */
const longest = 40;

/**
 * A number as XML documents write it, in plain notation with its digits kept (`4.60` stays `4.60`). The forms that
 * XML Schema's `xs:decimal` allows beyond that (`+5`, `.5`, `5.`) and exponents (`1e3`) are spelt out; anything else,
 * a thousands separator or a decimal comma too, is `null`.
 */
export function plainDecimal(text: string): DecimalString | null {
  if (text.length > longest) return null;
  if (plain.test(text)) return text;
  if (!tolerated.test(text)) return null;
  const spelt = new Big(text.replace(/\.(?=$|e)/i, "").replace(/^\+/, "")).toFixed();
  return spelt.length > longest ? null : spelt;
}
