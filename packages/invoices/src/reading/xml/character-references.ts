import { ReadError } from "../../model/error.js";
import { xmlLimits } from "./limits.js";

/**
 * Refuses a document with more character references (`&amp;`, `&#65;`) than any invoice has: ten million of them keep
 * a parser busy for 10 s.
 *
 * @throws ReadError `TOO-LARGE`.
 */
export function refuseManyReferences(text: string): void {
  let references = 0;
  for (let position = text.indexOf("&"); position !== -1; position = text.indexOf("&", position + 1)) {
    references += 1;
    if (references > xmlLimits.references) {
      const message = `The document holds more than ${xmlLimits.references} character references, the most that is read; split it.`;
      throw new ReadError("TOO-LARGE", message);
    }
  }
}
