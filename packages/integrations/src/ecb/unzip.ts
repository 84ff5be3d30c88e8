import { strFromU8, unzipSync } from "fflate";
import { RateFormatError } from "../rates/publication.js";

/** The history is about 2.5 MB unpacked; a hundred times the years fit, a zip bomb does not. */
const maxUnpackedBytes = 64 * 1024 * 1024;

/**
 * The text of the one CSV file in the ECB's `eurofxref-hist.zip`.
 *
 * @throws RateFormatError where the bytes are no zip archive, hold no CSV, or would unpack to more than 64 MB
 */
export function unzipEcbHistory(bytes: Uint8Array): string {
  let found = false;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (found || !name.toLowerCase().endsWith(".csv")) return false;
        if (originalSize > maxUnpackedBytes) throw new RateFormatError("the archive would unpack to more than 64 MB");
        found = true;
        return true;
      },
    });
  } catch (error) {
    if (error instanceof RateFormatError) throw error;
    throw new RateFormatError("no readable zip archive", { cause: error });
  }
  const [csv] = Object.values(files);
  if (csv === undefined) throw new RateFormatError("no CSV file in the archive");
  return strFromU8(csv);
}
