import type { Buyer, Seller } from "../../model/invoice.js";
import { addressLine, postalTown } from "../xml/address.js";
import { find, findAll, textAt, type XmlElement } from "../xml/element.js";

/** `VA` of UNTDID 1153, `VAT` as some writers have it; every other scheme (`FC` for a fiscal number, ..) is BT-32. */
const vatSchemes: readonly (string | null)[] = ["VA", "VAT"];

/** BG-4. */
export function readSeller(party: XmlElement | null): Seller {
  const otherTax = taxRegistrations(party).find(({ scheme }) => !vatSchemes.includes(scheme));
  return {
    name: textAt(party, "Name"),
    tradingName: textAt(party, "SpecifiedLegalOrganization", "TradingBusinessName"),
    vatId: vatId(party),
    taxId: otherTax?.id ?? null,
    taxIdScheme: otherTax?.scheme ?? null,
    country: country(party),
    address: postalAddress(find(party, "PostalTradeAddress")),
  };
}

/** BG-7. */
export function readBuyer(party: XmlElement | null): Buyer {
  return { name: textAt(party, "Name"), vatId: vatId(party), country: country(party) };
}

function vatId(party: XmlElement | null): string | null {
  return taxRegistrations(party).find(({ scheme }) => vatSchemes.includes(scheme))?.id ?? null;
}

function taxRegistrations(party: XmlElement | null): readonly { scheme: string | null; id: string }[] {
  return findAll(party, "SpecifiedTaxRegistration", "ID").flatMap((element) => {
    const id = textAt(element);
    return id === null ? [] : [{ scheme: element.attributes.get("schemeID") ?? null, id }];
  });
}

function country(party: XmlElement | null): string | null {
  return textAt(party, "PostalTradeAddress", "CountryID");
}

function postalAddress(address: XmlElement | null): string | null {
  return addressLine(
    textAt(address, "LineOne"),
    textAt(address, "LineTwo"),
    textAt(address, "LineThree"),
    postalTown(textAt(address, "PostcodeCode"), textAt(address, "CityName")),
    textAt(address, "CountrySubDivisionName"),
    textAt(address, "CountryID"),
  );
}
