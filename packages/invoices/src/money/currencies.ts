import type { CurrencyCode } from "../model/invoice.js";

/** ISO 4217 list one (active) and, after it, list three as far as invoices and published rates since 1999 need it. */
const codesByMinorUnits: Readonly<Record<number, readonly string[]>> = {
  0: ["BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF", "BEF BYR ESP GRD ITL LUF PTE TRL"],
  2: [
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY",
    "COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS",
    "INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR",
    "MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP",
    "STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG",
    "ANG ATS BGN CUC CYP DEM EEK FIM FRF HRK IEP LTL LVL MRO MTL NLG ROL SIT SKK SLL STD VEB VEF ZMK ZWL",
  ],
  3: ["BHD IQD JOD KWD LYD OMR TND"],
  4: ["CLF UYW"],
};

/** Units of account and metals: ISO 4217 gives them no minor unit; two decimals are kept. */
const withoutMinorUnits = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XUA";

const minorUnitsByCode = new Map<string, number>();
for (const [units, lists] of Object.entries(codesByMinorUnits)) {
  for (const code of lists.join(" ").split(" ")) minorUnitsByCode.set(code, Number(units));
}
for (const code of withoutMinorUnits.split(" ")) minorUnitsByCode.set(code, 2);

/**
 * Whether `code` is an ISO 4217 alphabetic code, active or withdrawn since 1999. Upper case only; the codes for testing
 * and for "no currency" (XTS, XXX) are none.
 */
export function isCurrency(code: string): boolean {
  return minorUnitsByCode.has(code);
}

/**
 * Decimals of the smallest unit of a currency, after ISO 4217: 2 for `EUR`, 0 for `JPY`, 3 for `KWD`. A code that is
 * unknown has 2, so that an amount in it can still be shown.
 */
export function minorUnits(currency: CurrencyCode): number {
  return minorUnitsByCode.get(currency) ?? 2;
}
