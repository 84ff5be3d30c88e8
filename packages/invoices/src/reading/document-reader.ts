import type { ReadOutcome } from "./outcome.js";

/** Reads a file of many documents that comes in pieces, so that its size does not matter. */
export interface DocumentReader {
  /** Takes the next piece of text, in order, and gives the documents it completes. */
  push(text: string): ReadOutcome[];
  /** Tells that the text has ended, and gives what was left. */
  end(): ReadOutcome[];
}
