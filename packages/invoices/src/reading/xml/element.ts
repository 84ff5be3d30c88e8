import { longestText } from "../text/clean.js";

/** A name in a namespace; prefixes mean nothing. */
export interface QualifiedName {
  /** The namespace URI, empty for none. */
  readonly namespace: string;
  readonly localName: string;
}

/** An element of a document of which only the namespaces of one grammar were kept, so local names are enough. */
export interface XmlElement {
  readonly name: string;
  /** By local name, without namespace declarations. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own character data, untrimmed. */
  readonly text: string;
}

/**
 * The first element reached by following child names, or `null`: `find(invoice, "Party", "Name")`. Where an element on
 * the way is repeated (a party with two legal entities), the first that leads to the end counts.
 */
export function find(element: XmlElement | null, ...path: readonly string[]): XmlElement | null {
  return element === null ? null : descend(element, path, 0);
}

function descend(element: XmlElement, path: readonly string[], depth: number): XmlElement | null {
  const name = path[depth];
  if (name === undefined) return element;
  for (const child of element.children) {
    const found = child.name === name ? descend(child, path, depth + 1) : null;
    if (found !== null) return found;
  }
  return null;
}

/** Every element reached by following child names, in document order. */
export function findAll(element: XmlElement | null, ...path: readonly string[]): readonly XmlElement[] {
  let current: readonly XmlElement[] = element === null ? [] : [element];
  for (const name of path) {
    current = current.flatMap((parent) => parent.children.filter((child) => child.name === name));
  }
  return current;
}

/**
 * The text at a path, trimmed, runs of white space and control characters as one blank; `null` where the element is
 * absent or empty. Beyond a thousand characters it is cut.
 */
export function textAt(element: XmlElement | null, ...path: readonly string[]): string | null {
  const found = find(element, ...path);
  if (found === null) return null;
  const text = found.text.trim().slice(0, longestText);
  const folded = untidy.test(text) ? text.replace(blanks, " ").trim() : text;
  return folded === "" ? null : folded;
}

/** Control characters can be written in XML 1.1, and some (C1) in XML 1.0; they break terminals and logs. */
const blanks = /[\s\p{Cc}]+/gu;
const untidy = /[^\S ]|\s{2}|\p{Cc}/u;

/** The texts of every element at a path, without the empty ones. */
export function textsAt(element: XmlElement | null, ...path: readonly string[]): readonly string[] {
  return findAll(element, ...path)
    .map((found) => textAt(found))
    .filter((text) => text !== null);
}

/** The first of several texts that is there. */
export function firstText(...texts: readonly (string | null)[]): string | null {
  return texts.find((text) => text !== null) ?? null;
}

/** Whether an element holds the true value of `xs:boolean`: `true` or `1`. */
export function isTrue(element: XmlElement | null): boolean {
  const text = textAt(element);
  return text === "true" || text === "1";
}
