import { readTradeDocument } from "../cii/trade-document.js";
import type { TradeVocabulary } from "../cii/vocabulary.js";
import type { XmlElement } from "../xml/element.js";
import type { ReadInvoice } from "../xml/grammar.js";

const vocabulary: TradeVocabulary = {
  context: "SpecifiedExchangedDocumentContext",
  document: "HeaderExchangedDocument",
  transaction: "SpecifiedSupplyChainTradeTransaction",
  line: "IncludedSupplyChainTradeLineItem",
  agreement: "ApplicableSupplyChainTradeAgreement",
  delivery: "ApplicableSupplyChainTradeDelivery",
  settlement: "ApplicableSupplyChainTradeSettlement",
  monetarySummation: "SpecifiedTradeSettlementMonetarySummation",
  lineAgreement: "SpecifiedSupplyChainTradeAgreement",
  lineDelivery: "SpecifiedSupplyChainTradeDelivery",
  lineSettlement: "SpecifiedSupplyChainTradeSettlement",
  lineMonetarySummation: "SpecifiedTradeSettlementMonetarySummation",
  taxRate: "ApplicablePercent",
};

/** Reads a ZUGFeRD 1.0 invoice. Its BASIC profile may leave the amount due out: then it is the grand total. */
export function readZugferd1(root: XmlElement, file: string): readonly ReadInvoice[] {
  const { invoice, findings } = readTradeDocument(root, { file, syntax: "zugferd1", vocabulary });
  const { payable, prepaid, taxInclusive } = invoice.totals;
  if (payable !== null || prepaid !== null) return [{ invoice, findings }];
  return [{ invoice: { ...invoice, totals: { ...invoice.totals, payable: taxInclusive } }, findings }];
}
