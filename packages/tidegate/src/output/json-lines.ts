import type { DocumentOutcome } from "../run/outcome.js";
import { resultJson } from "./result-json.js";
import type { OutcomeWriter, TextSink } from "./writer.js";

/** What one document looks like to a machine: its result, or `{ error }`. */
export function machineForm(outcome: DocumentOutcome): unknown {
  if (outcome.ok) return outcome.result;
  const { code, message, file, position } = outcome;
  return { error: { code, message, file, position } };
}

/** One line a document, in input order. */
export function jsonLinesWriter(sink: TextSink): OutcomeWriter {
  return {
    write: (batch) => {
      let text = "";
      for (const outcome of batch) {
        text += outcome.ok ? resultJson(outcome.result) : JSON.stringify(machineForm(outcome));
        text += "\n";
      }
      return sink.write(text);
    },
    close: () => sink.close(),
  };
}
