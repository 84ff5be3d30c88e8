import type { Finding } from "../../model/finding.js";
import type { DecimalString, IsoDate } from "../../model/invoice.js";
import { isoDay } from "./day.js";
import { plainDecimal } from "./decimal.js";
import { textAt, type XmlElement } from "./element.js";

/** Reads typed values of one document and keeps a finding for each that is there but is not what it should be. */
export interface ValueReader {
  readonly findings: readonly Finding[];
  /** `path` is where the value goes in our own shape: `totals.payable`. */
  decimal(element: XmlElement | null, path: string): DecimalString | null;
  day(element: XmlElement | null, path: string): IsoDate | null;
  note(finding: Finding): void;
}

/** More say nothing new about a document, and would make its report larger than itself. */
const mostFindings = 100;

export function createValueReader(): ValueReader {
  const findings: Finding[] = [];
  const convert = (element: XmlElement | null, path: string, to: Conversion): string | null => {
    const text = textAt(element);
    if (text === null) return null;
    const value = to.convert(text);
    if (value === null && findings.length < mostFindings)
      findings.push({ code: to.code, severity: "error", message: to.message(text.slice(0, 40)), path });
    return value;
  };
  return {
    findings,
    decimal: (element, path) => convert(element, path, toDecimal),
    day: (element, path) => convert(element, path, toDay),
    note: (finding) => findings.push(finding),
  };
}

interface Conversion {
  readonly code: string;
  readonly convert: (text: string) => string | null;
  readonly message: (text: string) => string;
}

const toDecimal: Conversion = {
  code: "AMOUNT-NOT-A-NUMBER",
  convert: plainDecimal,
  message: (text) => `"${text}" is no decimal number.`,
};

const toDay: Conversion = {
  code: "DATE-INVALID",
  convert: isoDay,
  message: (text) => `"${text}" is no calendar day in the form YYYY-MM-DD or YYYYMMDD.`,
};
