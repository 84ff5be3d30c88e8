import { SaxesParser } from "saxes";
import { ReadError } from "../../model/error.js";
import { refuseManyReferences } from "./character-references.js";
import type { QualifiedName, XmlElement } from "./element.js";
import { xmlLimits } from "./limits.js";
import { refuseDoctype } from "./prolog.js";
import { refuseSlowMarkup } from "./slow-markup.js";

/** Whether an element means something to the reader; one that does not is dropped with all that is in it. */
export type Keeps = (name: QualifiedName) => boolean;

interface OpenElement extends XmlElement {
  readonly attributes: Map<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/**
 * Parses a whole XML document into a tree of the elements that `grammarOf` keeps. It is asked once, with the root's
 * name, before anything else is read, and may throw to stop there. No entity beyond XML's own five is ever expanded
 * and nothing is ever fetched.
 *
 * @throws ReadError `XML-MALFORMED` (with line and column), `XML-FORBIDDEN`, `XML-TOO-DEEP`, `TOO-LARGE`.
 */
export function parseXml(text: string, grammarOf: (root: QualifiedName) => Keeps): XmlElement {
  refuseDoctype(text);
  refuseManyReferences(text);
  refuseSlowMarkup(text);
  // Six handlers at most: a seventh makes saxes five times slower (616 files: 100 ms, then 545 ms), because V8 then
  // keeps the parser's properties in a dictionary. So errors are caught below instead of handled.
  const parser = new SaxesParser({ xmlns: true });
  const open: OpenElement[] = [];
  let root: OpenElement | null = null;
  let keeps: Keeps = () => true;
  let depth = 0;
  let dropped = 0;
  let elements = 0;
  let attributes = 0;

  parser.on("attribute", () => {
    attributes += 1;
    if (attributes > xmlLimits.attributes) throw tooLarge(`${xmlLimits.attributes} attributes on one element`);
  });
  parser.on("opentag", (tag) => {
    attributes = 0;
    depth += 1;
    elements += 1;
    if (depth > xmlLimits.depth) {
      throw new ReadError("XML-TOO-DEEP", `Elements nest deeper than ${xmlLimits.depth} levels; no invoice does.`);
    }
    if (elements > xmlLimits.elements) throw tooLarge(`${xmlLimits.elements} elements`);
    const name = { namespace: tag.uri, localName: tag.local };
    if (root === null) keeps = grammarOf(name);
    if (dropped > 0 || !keeps(name)) {
      dropped += 1;
      return;
    }
    const element: OpenElement = { name: tag.local, attributes: ownAttributes(tag.attributes), children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
    root ??= element;
  });
  parser.on("closetag", () => {
    depth -= 1;
    if (dropped > 0) dropped -= 1;
    else open.pop();
  });
  const keepText = (characters: string) => {
    const element = open.at(-1);
    if (element === undefined || dropped > 0 || (element.text === "" && isBlank(characters))) return;
    element.text += characters;
    if (element.text.length > xmlLimits.textLength) throw tooLarge(`${xmlLimits.textLength} characters in one element`);
  };
  parser.on("text", keepText);
  parser.on("cdata", keepText);

  try {
    parser.write(text).close();
  } catch (error) {
    throw error instanceof ReadError ? error : malformed(error, parser.line, parser.column);
  }
  if (root === null) throw new ReadError("XML-MALFORMED", "The document has no root element.");
  return root;
}

const none: Map<string, string> = new Map();

function ownAttributes(attributes: Record<string, { uri: string; local: string; value: string }>): Map<string, string> {
  let own = none;
  for (const key in attributes) {
    const attribute = attributes[key];
    if (attribute === undefined || attribute.uri === "http://www.w3.org/2000/xmlns/") continue;
    if (own === none) own = new Map();
    own.set(attribute.local, attribute.value);
  }
  return own;
}

function isBlank(characters: string): boolean {
  return characters.trim() === "";
}

function malformed(cause: unknown, line: number, column: number): ReadError {
  const reason = cause instanceof Error ? cause.message.replace(/^\d+:\d+: /, "").slice(0, 120) : "unknown reason";
  return new ReadError("XML-MALFORMED", `The XML is broken at line ${line}, column ${column}: ${reason}`, { cause });
}

function tooLarge(limit: string): ReadError {
  return new ReadError("TOO-LARGE", `The document holds more than ${limit}, the most that is read; split it.`);
}
