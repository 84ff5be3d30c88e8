import { SaxesParser } from "saxes";
import { newestFirst, publicationOf, RateFormatError, type RatePublication } from "../rates/publication.js";

/**
 * Reads the ECB's reference rates in the XML form of `eurofxref-daily.xml`, `-hist-90d.xml` and `-hist.xml`:
 * `Cube time` elements holding `Cube currency rate` elements, quoted either way. Newest first.
 *
 * A document type declaration is refused, so no entity is ever expanded or fetched.
 *
 * @throws RateFormatError where the text is no such document
 */
export function parseEcbXml(text: string): readonly RatePublication[] {
  const publications: RatePublication[] = [];
  let day: { readonly date: string; readonly depth: number; readonly rates: Record<string, string> } | null = null;
  let depth = 0;

  const parser = new SaxesParser({ xmlns: false });
  parser.on("error", (error) => {
    throw new RateFormatError(`no well-formed XML: ${error.message}`, { cause: error });
  });
  parser.on("doctype", () => {
    throw new RateFormatError("a document type declaration has no place in a list of rates");
  });
  parser.on("opentag", ({ name, attributes }) => {
    depth += 1;
    if (localName(name) !== "Cube") return;
    const { time, currency, rate } = attributes;
    if (time !== undefined) day = { date: time, depth, rates: {} };
    else if (day !== null && currency !== undefined && rate !== undefined && rate !== "N/A") day.rates[currency] = rate;
  });
  parser.on("closetag", () => {
    if (day?.depth === depth) {
      publications.push(publicationOf({ base: "EUR", date: day.date, source: "ecb", rates: day.rates }));
      day = null;
    }
    depth -= 1;
  });
  parser.write(text).close();
  return newestFirst(publications);
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
