import type { Buyer, Seller } from "../../model/invoice.js";
import { addressLine, postalTown } from "../xml/address.js";
import { find, textAt, type XmlElement } from "../xml/element.js";

/** `CedentePrestatore` (1.2). */
export function readSeller(party: XmlElement | null): Seller {
  const fiscalCode = textAt(party, "DatiAnagrafici", "CodiceFiscale");
  return {
    name: name(party),
    tradingName: null,
    vatId: vatId(party),
    taxId: fiscalCode,
    taxIdScheme: fiscalCode === null ? null : "CF",
    country: textAt(party, "Sede", "Nazione"),
    address: seat(find(party, "Sede")),
  };
}

/** `CessionarioCommittente` (1.4). */
export function readBuyer(party: XmlElement | null): Buyer {
  return { name: name(party), vatId: vatId(party), country: textAt(party, "Sede", "Nazione") };
}

/** `IdFiscaleIVA`: the country and the number are written apart. */
function vatId(party: XmlElement | null): string | null {
  const id = find(party, "DatiAnagrafici", "IdFiscaleIVA");
  const code = textAt(id, "IdCodice");
  const country = textAt(id, "IdPaese");
  if (code === null || country === null) return code;
  return `${country}${code}`;
}

function name(party: XmlElement | null): string | null {
  const identity = find(party, "DatiAnagrafici", "Anagrafica");
  const person = [textAt(identity, "Nome"), textAt(identity, "Cognome")].filter((part) => part !== null);
  return textAt(identity, "Denominazione") ?? (person.length === 0 ? null : person.join(" "));
}

function seat(address: XmlElement | null): string | null {
  const street = [textAt(address, "Indirizzo"), textAt(address, "NumeroCivico")].filter((part) => part !== null);
  return addressLine(
    street.length === 0 ? null : street.join(" "),
    postalTown(textAt(address, "CAP"), textAt(address, "Comune")),
    textAt(address, "Provincia"),
    textAt(address, "Nazione"),
  );
}
