import { ReadError } from "../../model/error.js";
import { ciiGrammar } from "../cii/grammar.js";
import { fatturaPaGrammar } from "../fatturapa/grammar.js";
import { ublGrammar } from "../ubl/grammar.js";
import { zugferd1Grammar } from "../zugferd1/grammar.js";
import type { QualifiedName } from "./element.js";
import { decodeXml } from "./encoding.js";
import type { Grammar, ReadInvoice } from "./grammar.js";
import { xmlLimits } from "./limits.js";
import { parseXml } from "./parse.js";

const grammars: readonly Grammar[] = [ublGrammar, ciiGrammar, zugferd1Grammar, fatturaPaGrammar];

/**
 * Reads the invoices of an XML document in UBL, CII, ZUGFeRD 1 or FatturaPA; the grammar is told by the root element.
 *
 * ```ts
 * const [{ invoice, findings }] = readXmlInvoices(bytes, "march/4711.xml");
 * ```
 *
 * @throws ReadError `NOT-AN-INVOICE`, `ENCODING`, `EMPTY`, `TOO-LARGE`, `XML-MALFORMED`, `XML-FORBIDDEN`, `XML-TOO-DEEP`.
 */
export function readXmlInvoices(bytes: Uint8Array, file: string): readonly ReadInvoice[] {
  if (bytes.length === 0) throw new ReadError("EMPTY", "The document is empty.");
  if (bytes.length > xmlLimits.bytes) {
    throw new ReadError("TOO-LARGE", `The document is larger than ${xmlLimits.bytes / 1024 / 1024} MiB.`);
  }
  let grammar: Grammar | undefined;
  const root = parseXml(decodeXml(bytes), (name) => {
    grammar = grammars.find((candidate) => candidate.covers(name));
    if (grammar === undefined) throw notAnInvoice(name);
    return grammar.keeps;
  });
  const invoices = grammar?.read(root, file) ?? [];
  if (invoices.length === 0) throw new ReadError("NOT-AN-INVOICE", `The ${root.name} holds no invoice.`);
  return invoices;
}

const readable = "Readable are UBL Invoice and CreditNote, CII, ZUGFeRD 1 and FatturaPA.";

/** What to do about documents often met in the place of an invoice, by local name of the root. */
const hints: ReadonlyMap<string, string> = new Map([
  ["testSet", "It is a set of rule tests around fragments of invoices; give the invoices on their own."],
  ["StandardBusinessDocument", "It is an envelope; give the document inside."],
  ["Envelope", "It is an envelope; give the document inside."],
  ["Invoice", `Only UBL's namespaces are known, not that of Svefaktura 1 or another kind. ${readable}`],
  ["FatturaElettronicaSemplificata", `The simplified form of FatturaPA is not supported. ${readable}`],
]);

function notAnInvoice({ namespace, localName }: QualifiedName): ReadError {
  const place = namespace === "" ? "no namespace" : namespace.slice(0, 100);
  const hint = hints.get(localName) ?? readable;
  const message = `The root element "${localName.slice(0, 60)}" (${place}) is no invoice's. ${hint}`;
  return new ReadError("NOT-AN-INVOICE", message);
}
