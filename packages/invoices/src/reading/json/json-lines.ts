import { ReadError } from "../../model/error.js";
import type { DocumentReader } from "../document-reader.js";
import type { ReadOutcome } from "../outcome.js";
import { type JsonOptions, readJson } from "./documents.js";

/** Characters in one line; longer ones are refused so that a file without line breaks can not fill the memory. */
const longestLine = 16 * 1024 * 1024;

/** Reads JSON Lines: one document a line, empty lines skipped. A bad line is an outcome that names it. */
export function createJsonLinesReader(options: JsonOptions): DocumentReader {
  const { file } = options;
  let rest = "";
  let line = 0;
  let position = options.firstPosition ?? 0;
  let skipping = false;

  const refuse = (error: ReadError): ReadOutcome => {
    const message = `Line ${line}: ${error.message}`;
    const outcome = {
      ok: false,
      file,
      position,
      error: new ReadError(error.code, message, { cause: error.cause }),
    } as const;
    position += 1;
    return outcome;
  };

  const readLine = (text: string, into: ReadOutcome[]): void => {
    line += 1;
    if (text.length === 0 || text.trim() === "") return;
    for (const outcome of readJson(text, { ...options, firstPosition: position })) {
      if (outcome.ok) {
        position += 1;
        into.push(outcome);
      } else into.push(refuse(outcome.error));
    }
  };

  return {
    push(text) {
      const outcomes: ReadOutcome[] = [];
      const pending = rest === "" ? text : rest + text;
      let start = 0;
      for (let end = pending.indexOf("\n"); end >= 0; end = pending.indexOf("\n", start)) {
        if (skipping) skipping = false;
        else readLine(pending.slice(start, end), outcomes);
        start = end + 1;
      }
      rest = skipping ? "" : pending.slice(start);
      if (rest.length > longestLine) {
        line += 1;
        const limit = `${longestLine / (1024 * 1024)} million characters`;
        outcomes.push(
          refuse(new ReadError("TOO-LARGE", `The line is longer than ${limit}; write one document a line.`)),
        );
        rest = "";
        skipping = true;
      }
      return outcomes;
    },
    end() {
      const outcomes: ReadOutcome[] = [];
      if (!skipping) readLine(rest, outcomes);
      rest = "";
      return outcomes;
    },
  };
}
