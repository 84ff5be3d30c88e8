import type { CurrencyCode } from "../../model/invoice.js";
import { isCurrency } from "../../money/currencies.js";

/** Signs and abbreviations that name one currency. */
const oneCurrency: Readonly<Record<string, CurrencyCode>> = {
  "€": "EUR",
  "£": "GBP",
  "₹": "INR",
  "₽": "RUB",
  "₺": "TRY",
  "₩": "KRW",
  "₪": "ILS",
  "₴": "UAH",
  "₫": "VND",
  "฿": "THB",
  "₦": "NGN",
  us$: "USD",
  a$: "AUD",
  au$: "AUD",
  c$: "CAD",
  ca$: "CAD",
  nz$: "NZD",
  hk$: "HKD",
  s$: "SGD",
  r$: "BRL",
  zł: "PLN",
  kč: "CZK",
  ft: "HUF",
  lei: "RON",
  лв: "BGN",
  euro: "EUR",
  fr: "CHF",
  sfr: "CHF",
  // The pound and the euro sign in UTF-8, decoded as windows-1252 by whoever exported the file.
  "â£": "GBP",
  "â‚¬": "EUR",
};

/** Signs that several currencies share, and the character that stands for a lost one: they name none. */
const shared = new Set(["\ufffd", "$", "¥", "kr", "rs", "₨"]);

/**
 * The currency that a sign (`€`, `zł`) or an ISO 4217 code in either case names; `null` for a sign that several
 * currencies share (`$`, `kr`), `undefined` for anything else.
 */
export function currencyOfSymbol(text: string): CurrencyCode | null | undefined {
  const upper = text.toUpperCase();
  if (isCurrency(upper)) return upper;
  const sign = text.toLowerCase().replace(/\.$/, "");
  if (shared.has(sign)) return null;
  return Object.hasOwn(oneCurrency, sign) ? oneCurrency[sign] : undefined;
}
