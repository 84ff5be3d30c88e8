import type { Grammar } from "../xml/grammar.js";
import { readZugferd1 } from "./invoice.js";

const root = "urn:ferd:CrossIndustryDocument:invoice:1p0";

/** ZUGFeRD 1.0 (2014), before the Cross Industry Invoice had its present names. It has no attachments. */
export const zugferd1Grammar: Grammar = {
  covers: ({ namespace, localName }) => localName === "CrossIndustryDocument" && namespace === root,
  keeps: ({ namespace }) => namespace === root || namespace.startsWith("urn:un:unece:uncefact:data:"),
  read: readZugferd1,
};
