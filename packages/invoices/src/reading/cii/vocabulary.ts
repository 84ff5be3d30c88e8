/** The names that the versions of the Cross Industry Invoice give to the same things. */
export interface TradeVocabulary {
  readonly context: string;
  readonly document: string;
  readonly transaction: string;
  readonly line: string;
  readonly agreement: string;
  readonly delivery: string;
  readonly settlement: string;
  readonly monetarySummation: string;
  readonly lineAgreement: string;
  readonly lineDelivery: string;
  readonly lineSettlement: string;
  readonly lineMonetarySummation: string;
  readonly taxRate: string;
}

/** UN/CEFACT D16B, the version EN 16931 binds to (CEN/TS 16931-3-3). */
export const crossIndustryInvoice: TradeVocabulary = {
  context: "ExchangedDocumentContext",
  document: "ExchangedDocument",
  transaction: "SupplyChainTradeTransaction",
  line: "IncludedSupplyChainTradeLineItem",
  agreement: "ApplicableHeaderTradeAgreement",
  delivery: "ApplicableHeaderTradeDelivery",
  settlement: "ApplicableHeaderTradeSettlement",
  monetarySummation: "SpecifiedTradeSettlementHeaderMonetarySummation",
  lineAgreement: "SpecifiedLineTradeAgreement",
  lineDelivery: "SpecifiedLineTradeDelivery",
  lineSettlement: "SpecifiedLineTradeSettlement",
  lineMonetarySummation: "SpecifiedTradeSettlementLineMonetarySummation",
  taxRate: "RateApplicablePercent",
};
