import { isLosslessNumber, LosslessNumber, parse as parseLossless } from "lossless-json";
import { ReadError } from "../../model/error.js";
import { quote } from "../text/clean.js";
import { scanJson } from "./scan.js";

export interface ParsedJson {
  readonly value: unknown;
  /** Names that stand twice in one object with different values; the last one was kept, as everywhere in JavaScript. */
  readonly repeatedNames: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

/**
 * Parses JSON without losing digits of numbers and without overlooking repeated names: with `JSON.parse` where that
 * loses nothing, which is nearly always, else with lossless-json, which is some ten times slower.
 *
 * @throws ReadError `JSON-MALFORMED` with the place where the text stops being JSON.
 */
export function parseJson(text: string): ParsedJson {
  const { names, longNumber } = scanJson(text);
  const value = parsePlainly(text);
  if (!longNumber && countNames(value) === names) return { value, repeatedNames: none };
  const repeatedNames = new Set<string>();
  const exact = parseLossless(text, null, {
    parseNumber: (digits) => new LosslessNumber(digits),
    onDuplicateKey: ({ key, newValue }) => {
      repeatedNames.add(key);
      return newValue;
    },
  });
  return { value: exact, repeatedNames };
}

function parsePlainly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ReadError("JSON-MALFORMED", `The text is not valid JSON${placeOfMistake(text)}.`, { cause });
  }
}

const position = /at position (\d+)$/;

/** Where the text stops being JSON. V8 does not always say, so lossless-json is asked, which always does. */
function placeOfMistake(text: string): string {
  try {
    parseLossless(text, null, { onDuplicateKey: ({ newValue }) => newValue });
  } catch (error) {
    const at = Number(position.exec(error instanceof Error ? error.message : "")?.[1] ?? Number.NaN);
    if (at >= text.length) return ": it ends too early";
    const before = text.slice(0, at);
    const place = `line ${before.split("\n").length}, column ${at - before.lastIndexOf("\n")}`;
    if (at >= 0) return `: unexpected ${quote(text.slice(at, at + 12))} at ${place}`;
  }
  return "";
}

function countNames(value: unknown): number {
  if (value === null || typeof value !== "object" || isLosslessNumber(value)) return 0;
  let names = 0;
  if (Array.isArray(value)) {
    for (const item of value) names += countNames(item);
    return names;
  }
  for (const item of Object.values(value)) {
    names += 1;
    if (item !== null && typeof item === "object") names += countNames(item);
  }
  return names;
}
