import type { Grammar } from "../xml/grammar.js";
import { readUbl } from "./invoice.js";

const prefix = "urn:oasis:names:specification:ubl:schema:xsd:";
const attachment = "EmbeddedDocumentBinaryObject";

/** OASIS UBL 2.0 to 2.4 Invoice and CreditNote; the namespaces are the same in all of them. Extensions are dropped. */
export const ublGrammar: Grammar = {
  covers: ({ namespace, localName }) =>
    (localName === "Invoice" || localName === "CreditNote") && namespace === `${prefix}${localName}-2`,
  keeps: ({ namespace, localName }) => namespaces.has(namespace) && localName !== attachment,
  read: readUbl,
};

const namespaces: ReadonlySet<string> = new Set([
  `${prefix}Invoice-2`,
  `${prefix}CreditNote-2`,
  `${prefix}CommonAggregateComponents-2`,
  `${prefix}CommonBasicComponents-2`,
]);
