import type { Grammar } from "../xml/grammar.js";
import { readFatturaPa } from "./invoice.js";

/** Up to 1.1 the format was the exchange system's own, since 1.2 it is the revenue agency's; the parts are the same. */
const ofFatturaPa =
  /^http:\/\/(?:ivaservizi\.agenziaentrate\.gov\.it\/docs\/xsd\/fatture|www\.fatturapa\.gov\.it\/sdi\/fatturapa)\/v1\.\d$/;
const attachment = "Attachment";

/** FatturaPA 1.x, ordinary form; only its root is in a namespace. Signatures and attachments are dropped. */
export const fatturaPaGrammar: Grammar = {
  covers: ({ namespace, localName }) => localName === "FatturaElettronica" && ofFatturaPa.test(namespace),
  keeps: ({ namespace, localName }) => localName !== attachment && (namespace === "" || ofFatturaPa.test(namespace)),
  read: readFatturaPa,
};
