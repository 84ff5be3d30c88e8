import type { Buyer, Seller } from "../../model/invoice.js";
import { addressLine, postalTown } from "../xml/address.js";
import { find, findAll, firstText, textAt, type XmlElement } from "../xml/element.js";

/** In any case, as the rules of EN 16931 compare it (BR-CO-09). */
const isVat = (scheme: string | null) => scheme?.toUpperCase() === "VAT";

/** BG-4. */
export function readSeller(party: XmlElement | null): Seller {
  const otherTax = taxRegistrations(party).find(({ scheme, id }) => !isVat(scheme) && id !== null);
  return {
    name: partyName(party),
    tradingName: textAt(party, "PartyName", "Name"),
    vatId: vatId(party),
    taxId: otherTax?.id ?? null,
    taxIdScheme: otherTax?.scheme ?? null,
    country: country(party),
    address: postalAddress(find(party, "PostalAddress")),
  };
}

/** BG-7. */
export function readBuyer(party: XmlElement | null): Buyer {
  return {
    name: partyName(party),
    vatId: vatId(party),
    country: country(party),
  };
}

/** BT-31 and BT-48 are the registration under the scheme `VAT`; every other scheme is BT-32. */
function vatId(party: XmlElement | null): string | null {
  return taxRegistrations(party).find(({ scheme, id }) => isVat(scheme) && id !== null)?.id ?? null;
}

function taxRegistrations(party: XmlElement | null): readonly { scheme: string | null; id: string | null }[] {
  return findAll(party, "PartyTaxScheme").map((registration) => ({
    scheme: textAt(registration, "TaxScheme", "ID"),
    id: textAt(registration, "CompanyID"),
  }));
}

/** BT-27, BT-44: the registered name; older documents have the party's name only, UBL-TR a person's. */
function partyName(party: XmlElement | null): string | null {
  return firstText(
    textAt(party, "PartyLegalEntity", "RegistrationName"),
    textAt(party, "PartyName", "Name"),
    personName(party),
  );
}

function personName(party: XmlElement | null): string | null {
  const person = find(party, "Person");
  const names = [textAt(person, "FirstName"), textAt(person, "FamilyName")].filter((name) => name !== null);
  return names.length === 0 ? null : names.join(" ");
}

function country(party: XmlElement | null): string | null {
  return textAt(party, "PostalAddress", "Country", "IdentificationCode");
}

function postalAddress(address: XmlElement | null): string | null {
  return addressLine(
    firstText(street(address), textAt(address, "AddressLine", "Line")),
    textAt(address, "AdditionalStreetName"),
    postalTown(textAt(address, "PostalZone"), textAt(address, "CityName")),
    textAt(address, "CountrySubentity"),
    textAt(address, "Country", "IdentificationCode"),
  );
}

function street(address: XmlElement | null): string | null {
  const parts = [textAt(address, "StreetName"), textAt(address, "BuildingNumber")].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(" ");
}
