import { machineForm } from "./json-lines.js";
import type { OutcomeWriter, TextSink } from "./writer.js";

/** One JSON array, an element a document, written as they come, so that it may be longer than memory. */
export function jsonArrayWriter(sink: TextSink): OutcomeWriter {
  let separator = "[\n";
  return {
    write: (batch) => {
      let text = "";
      for (const outcome of batch) {
        text += separator + JSON.stringify(machineForm(outcome), null, 2);
        separator = ",\n";
      }
      return sink.write(text);
    },
    close: async () => {
      await sink.write(separator === "[\n" ? "[]\n" : "\n]\n");
      await sink.close();
    },
  };
}
