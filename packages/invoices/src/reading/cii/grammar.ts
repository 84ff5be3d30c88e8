import type { Grammar } from "../xml/grammar.js";
import { readCii } from "./invoice.js";

const prefix = "urn:un:unece:uncefact:data:";
const attachment = "AttachmentBinaryObject";

/** UN/CEFACT Cross Industry Invoice (D16B and later), with Factur-X, ZUGFeRD 2 and XRechnung on it. */
export const ciiGrammar: Grammar = {
  covers: ({ namespace, localName }) =>
    localName === "CrossIndustryInvoice" && namespace === `${prefix}standard:CrossIndustryInvoice:100`,
  keeps: ({ namespace, localName }) => namespace.startsWith(prefix) && localName !== attachment,
  read: readCii,
};
