import { describe, expect, it } from "vitest";
import { readXmlInvoices } from "../xml/invoices.js";

const header = `<FatturaElettronicaHeader>
  <DatiTrasmissione><FormatoTrasmissione>FPR12</FormatoTrasmissione></DatiTrasmissione>
  <CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>01234567897</IdCodice></IdFiscaleIVA>
    <CodiceFiscale>RSSMRA80A01H501U</CodiceFiscale><Anagrafica><Nome>Maria</Nome><Cognome>Rossi</Cognome></Anagrafica></DatiAnagrafici>
    <Sede><Indirizzo>Via Roma</Indirizzo><NumeroCivico>4</NumeroCivico><CAP>20121</CAP><Comune>Milano</Comune><Provincia>MI</Provincia><Nazione>IT</Nazione></Sede></CedentePrestatore>
  <CessionarioCommittente><DatiAnagrafici><Anagrafica><Denominazione>Comune di Prova</Denominazione></Anagrafica></DatiAnagrafici>
    <Sede><Nazione>IT</Nazione></Sede></CessionarioCommittente></FatturaElettronicaHeader>`;

interface Parts {
  readonly type?: string;
  readonly general?: string;
  readonly goods?: string;
  readonly payment?: string;
}

function body({ type = "TD01", general = "", goods = "", payment = "" }: Parts = {}): string {
  return `<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>${type}</TipoDocumento><Divisa>EUR</Divisa>
    <Data>2026-04-24</Data><Numero>42</Numero>${general}</DatiGeneraliDocumento></DatiGenerali>
    <DatiBeniServizi>${goods}</DatiBeniServizi>${payment}</FatturaElettronicaBody>`;
}

const revenueAgency = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/";
const exchangeSystem = "http://www.fatturapa.gov.it/sdi/fatturapa/";

function read(...bodies: readonly string[]) {
  return readAs(`${revenueAgency}v1.2`, ...bodies);
}

function readAs(namespace: string, ...bodies: readonly string[]) {
  const text = `<p:FatturaElettronica xmlns:p="${namespace}">${header}${bodies.join("")}</p:FatturaElettronica>`;
  return readXmlInvoices(new TextEncoder().encode(text), "a.xml").map(({ invoice }) => invoice);
}

const summary = (taxable: string, tax: string, nature = "") =>
  `<DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA>${nature}<ImponibileImporto>${taxable}</ImponibileImporto><Imposta>${tax}</Imposta></DatiRiepilogo>`;
const instalment = (amount: string, rest = "") =>
  `<DatiPagamento><DettaglioPagamento>${rest}<ImportoPagamento>${amount}</ImportoPagamento></DettaglioPagamento></DatiPagamento>`;

describe("readFatturaPa", () => {
  it("reads the header and both parties", () => {
    const [invoice] = read(body());
    expect(invoice).toMatchObject({
      number: "42",
      type: "invoice",
      typeCode: "TD01",
      issueDate: "2026-04-24",
      currency: "EUR",
      seller: {
        name: "Maria Rossi",
        vatId: "IT01234567897",
        taxId: "RSSMRA80A01H501U",
        taxIdScheme: "CF",
        address: "Via Roma 4, 20121 Milano, MI, IT",
      },
      buyer: { name: "Comune di Prova", vatId: null, country: "IT" },
      source: { syntax: "fatturapa", profile: "FPR12" },
    });
  });

  it.each([`${revenueAgency}v1.3`, `${exchangeSystem}v1.0`, `${exchangeSystem}v1.1`])("reads %s", (namespace) => {
    expect(readAs(namespace, body())).toMatchObject([{ number: "42" }]);
  });

  it("takes no other namespace for its own", () => {
    expect(() => readAs("http://www.example.org/fatture/v1.2", body())).toThrow(
      expect.objectContaining({ code: "NOT-AN-INVOICE" }),
    );
  });

  it("reads each body as an invoice of its own", () => {
    expect(read(body(), body({ type: "TD04" })).map(({ type, source }) => [type, source.position])).toEqual([
      ["invoice", 0],
      ["credit-note", 1],
    ]);
  });

  it("adds up its summary rows and its instalments", () => {
    const [invoice] = read(
      body({
        general: "<ImportoTotaleDocumento>344.00</ImportoTotaleDocumento><Arrotondamento>0.01</Arrotondamento>",
        goods: summary("200.00", "44.00") + summary("100.0", "0", "<Natura>N2.2</Natura>"),
        payment:
          instalment(
            "144.00",
            "<DataScadenzaPagamento>2026-05-24</DataScadenzaPagamento><IBAN>IT60X0542811101000000123456</IBAN>",
          ) + instalment("180.00"),
      }),
    );
    expect(invoice?.totals).toMatchObject({
      taxExclusive: "300.00",
      tax: "44.00",
      taxInclusive: "344.00",
      rounding: "0.01",
      payable: "324.00",
    });
    expect(invoice?.taxBreakdown.map(({ category }) => category)).toEqual([null, "N2.2"]);
    expect(invoice?.dueDate).toBe("2026-05-24");
    expect(invoice?.payment.accounts.map(({ id }) => id)).toEqual(["IT60X0542811101000000123456"]);
  });

  it("leaves totals that nothing states", () => {
    expect(read(body())[0]?.totals).toMatchObject({ taxExclusive: null, tax: null, payable: null, lineNet: null });
  });

  it("reads lines, discounts and surcharges", () => {
    const discount = "<ScontoMaggiorazione><Tipo>SC</Tipo><Percentuale>10.00</Percentuale></ScontoMaggiorazione>";
    const surcharge = "<ScontoMaggiorazione><Tipo>MG</Tipo><Importo>5.00</Importo></ScontoMaggiorazione>";
    const line = `<DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Corso</Descrizione><Quantita>2.00</Quantita>
      <PrezzoUnitario>100.00</PrezzoUnitario>${discount}<PrezzoTotale>180.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>`;
    const [invoice] = read(body({ general: surcharge, goods: line }));
    expect(invoice?.lines).toMatchObject([
      {
        name: "Corso",
        net: "180.00",
        taxRate: "22.00",
        allowanceCharges: [{ kind: "allowance", percentage: "10.00", amount: null }],
      },
    ]);
    expect(invoice?.allowanceCharges).toMatchObject([{ kind: "charge", amount: "5.00" }]);
  });
});
