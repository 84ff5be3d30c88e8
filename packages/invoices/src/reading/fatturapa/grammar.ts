import type { Grammar } from "../xml/grammar.js";
import { readFatturaPa } from "./invoice.js";

const namespaces: ReadonlySet<string> = new Set([
  "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2",
  "http://www.fatturapa.gov.it/sdi/fatturapa/v1.1",
  "http://www.fatturapa.gov.it/sdi/fatturapa/v1.0",
]);
const attachment = "Attachment";

/** FatturaPA 1.0 to 1.2, ordinary form; only its root is in a namespace. Signatures and attachments are dropped. */
export const fatturaPaGrammar: Grammar = {
  covers: ({ namespace, localName }) => localName === "FatturaElettronica" && namespaces.has(namespace),
  keeps: ({ namespace, localName }) => (namespace === "" || namespaces.has(namespace)) && localName !== attachment,
  read: readFatturaPa,
};
