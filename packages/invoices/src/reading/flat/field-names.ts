import type { Field, NamedField } from "./field.js";

/** Names by field, the most telling first, as `foldName` writes them. English, German, French, Spanish, Italian, Dutch, Polish. */
const namesByField: Readonly<Record<Field, string>> = {
  number: `invoicenumber invoiceno invoicenum invoicenr invoiceid invoicereference invoiceref billnumber billno
    rechnungsnummer rechnungsnr rechnungnr numerofacture numerodefacture nofacture nfacture factureno numerofactura
    numerodefactura nfactura numerofattura numerodifattura nfattura factuurnummer numerfaktury nrfaktury
    fakturanummer invoice documentnumber documentno docno documentid belegnummer belegnr number num no nr numero
    vouchernumber voucherno transactionnumber transactionno transactionid transactionref transactionreference
    reference ref paymentreference`,
  type: "invoicetype documenttype doctype typecode invoicetypecode documenttypecode type",
  issueDate: `invoicedate issuedate dateofissue dateissued issuedon issued billdate rechnungsdatum datefacture
    datedefacture datedemission fechafactura fechadefactura fechadeemision fechaemision datafattura datafactura
    factuurdatum datawystawienia fakturadatum documentdate docdate belegdatum invoicegldate date datum fecha data
    transactiondate postingdate gldate invoicepaymentdate paymentdate dateofpayment datepaid paiddate
    clearingdate bookingdate buchungsdatum effectivedate timestamp createdat`,
  dueDate: `duedate paymentduedate invoiceduedate due dueon dueby paymentdue payby falligkeitsdatum faelligkeitsdatum
    falligkeit faelligkeit falligam faelligam zahlbarbis dateecheance datedecheance echeance fechavencimiento
    fechadevencimiento vencimiento datascadenza datadiscadenza scadenza vervaldatum terminplatnosci forfallsdato
    forfallodatum`,
  taxPointDate: "taxpointdate taxpoint supplydate dateofsupply taxdate leistungsdatum lieferdatum",
  currency: `currency currencycode invoicecurrency documentcurrency documentcurrencycode currencyiso isocurrency ccy
    curr cur wahrung waehrung devise moneda divisa valuta waluta monnaie`,
  taxCurrency: "taxcurrency vatcurrency taxcurrencycode",
  amountDue: `amountdue payable payableamount amountpayable balancedue totaldue totalpayable totalamountdue dueamount
    invoiceamountdue outstanding outstandingamount balance amounttopay totaltopay zahlbetrag netapayer`,
  gross: `gross grossamount totalgross grosstotal grossvalue grossinvoiceamount taxinclusive taxinclusiveamount
    totalwithtax totalwithvat totalincludingvat totalincludingtax totalincvat totalinclvat totalincltax
    amountincludingvat amountinclvat amountincvat amountinctax brutto bruttobetrag bruttosumme gesamtbrutto
    montantttc totalttc ttc totalconiva importeconiva totaleivato totalelordo lordo totaalinclbtw bedraginclbtw
    kwotabrutto wartoscbrutto`,
  amount: `amount total totalamount invoicetotal invoiceamount invoicevalue grandtotal value totalvalue sum betrag
    rechnungsbetrag rechnungssumme gesamtbetrag gesamtsumme summe montant montanttotal importe importetotal importo
    importototale totale bedrag totaalbedrag totaal kwota suma belob belopp spend spendamount transactionamount
    paymentamount paymentvalue linevalue lineamount amountpaid paidamount amt`,
  net: `net netamount nettotal totalnet netvalue netinvoiceamount subtotal taxexclusive taxexclusiveamount
    totalwithouttax totalwithoutvat totalexcludingvat totalexclvat totalexclusivevat totalexvat amountexcludingvat
    amountexclvat amountexvat netto nettobetrag nettosumme montantht totalht ht baseimponible imponibile
    totaalexclbtw bedragexclbtw kwotanetto wartoscnetto`,
  tax: `taxamount totaltax taxtotal vatamount totalvat vattotal vatvalue salestax tax vat mwst mwstbetrag
    mehrwertsteuer umsatzsteuer ust ustbetrag steuerbetrag tva montanttva iva importeiva importoiva cuotaiva btw
    btwbedrag gst gstamount hst kwotavat moms momsbelopp`,
  prepaid: "prepaid prepaidamount amountprepaid paidamounttodate deposit",
  sellerName: `vendorname suppliername sellername vendor supplier seller payee payeename beneficiary beneficiaryname
    creditor creditorname merchant merchantname issuername issuer billfrom company companyname suppliervendor
    lieferant lieferantenname lieferantname kreditor kreditorenname verkaufer verkaeufer rechnungssteller aussteller
    fournisseur nomfournisseur nomdufournisseur vendeur proveedor nombreproveedor emisor fornitore nomefornitore
    cedente leverancier naamleverancier dostawca sprzedawca leverandor leverantor payto`,
  sellerVatId: `vatnumber vatid vatno vatnr vatidnumber vatregistrationnumber vatregistrationno vatregnumber vatregno
    vatregistration vatidentifier sellervatid sellervatnumber sellervat vendorvatid vendorvatnumber vendorvat
    suppliervatid suppliervatnumber suppliervatno suppliervat supplierstaxid ustid ustidnr ustidnummer uid uidnummer
    umsatzsteuerid umsatzsteueridentifikationsnummer numerotva tvaintracommunautaire notva nif nifiva cif numeroiva
    partitaiva piva btwnummer btwid btwnr nip momsnummer taxid taxnumber vendortaxid suppliertaxid sellertaxid`,
  sellerTaxId: "steuernummer taxregistration codicefiscale siret siren abn",
  sellerCountry: `sellercountry sellercountrycode vendorcountry vendorcountrycode suppliercountry suppliercountrycode
    country countrycode land pays pais paese`,
  sellerAddress: "selleraddress vendoraddress supplieraddress address postaladdress anschrift adresse",
  buyerName: `buyername buyer customername customer clientname client billto billedto recipient recipientname debtor
    purchaser kunde kundenname kaufer empfanger rechnungsempfanger acheteur comprador cliente acquirente klant afnemer
    nabywca bodyname authorityname organisationname organizationname organisationlabel organisation`,
  buyerVatId: `buyervatid buyervatnumber buyervat customervatid customervatnumber customervat clientvatid
    clientvatnumber buyertaxid customertaxid`,
  buyerCountry: "buyercountry buyercountrycode customercountry customercountrycode clientcountry",
  account: `iban selleriban vendoriban supplieriban payeeiban bankiban bankaccount bankaccountnumber bankaccountno
    payeeaccount accountiban accountnumber accountno account vendorbankaccount supplierbankaccount konto kontonummer
    bankverbindung rib rekeningnummer numerrachunku`,
  order: `ponumber purchaseorder purchaseordernumber purchaseorderno pono po orderreference orderref ordernumber
    orderno orderid bestellnummer bestellnr bestellung numerocommande pedido ordine bestelnummer`,
  precedingInvoice: `precedinginvoice originalinvoice originalinvoicenumber originalinvoiceid correctedinvoice
    creditedinvoice relatedinvoice`,
  lines: "lines lineitems items invoicelines positions positionen",
};

const fieldsByName = new Map<string, NamedField>();
for (const [field, names] of Object.entries(namesByField) as [Field, string][]) {
  for (const [rank, name] of names.split(/\s+/).entries()) fieldsByName.set(name, { field, rank });
}

/** A key or header as it is compared: lower case, without accents, blanks, punctuation and signs. */
export function foldName(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** Documents of one origin repeat their few keys; the bound keeps hostile ones from filling the memory. */
const rememberedNames = 2000;
const longestName = 64;
const remembered = new Map<string, NamedField | null>();

/** The field that a key or header stands for, in any of the spellings `invoice_id`, `invoiceId`, `Invoice ID`. */
export function fieldOfName(name: string): NamedField | null {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const found = name.length > longestName ? null : (fieldsByName.get(foldName(name)) ?? null);
  if (name.length <= longestName && remembered.size < rememberedNames) remembered.set(name, found);
  return found;
}

/** The names that a document without any known one is told to use. */
export const expectedNames = "invoice_id, vendor, amount, currency, date, vat_number";
