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

/** The first element reached by following child names, or `null`: `find(invoice, "Party", "Name")`. */
export function find(element: XmlElement | null, ...path: readonly string[]): XmlElement | null {
  let current = element;
  for (const name of path) {
    if (current === null) return null;
    current = current.children.find((child) => child.name === name) ?? null;
  }
  return current;
}

/** Every element reached by following child names, in document order. */
export function findAll(element: XmlElement | null, ...path: readonly string[]): readonly XmlElement[] {
  let current: readonly XmlElement[] = element === null ? [] : [element];
  for (const name of path) {
    current = current.flatMap((parent) => parent.children.filter((child) => child.name === name));
  }
  return current;
}

/** The text at a path, trimmed, runs of white space as one blank; `null` where the element is absent or empty. */
export function textAt(element: XmlElement | null, ...path: readonly string[]): string | null {
  const text = find(element, ...path)?.text.trim();
  if (text === undefined || text === "") return null;
  return /[^\S ]|\s{2}/.test(text) ? text.replace(/\s+/g, " ") : text;
}

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
