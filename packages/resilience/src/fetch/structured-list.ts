/** A member of a List of Structured Fields (RFC 9651, section 3.1): its bare item as text, and its parameters. */
export interface ListMember {
  readonly item: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** What an honest server needs is far below; the rest is not worth reading. */
const longest = 4_096;

const string = String.raw`"(?:[^"\\]|\\["\\])*"`;
const token = String.raw`[A-Za-z*][\w!#$%&'*+.^|~:/\x60-]*`;
const bareItem = String.raw`${string}|${token}|-?\d{1,15}(?:\.\d{1,3})?|:[\w+/=]*:|\?[01]`;
const parameterPattern = `; *([a-z*][a-z0-9_.*-]*)(?:=(${bareItem}))?`;

const unquoted = (item: string): string =>
  item.startsWith('"') ? item.slice(1, -1).replaceAll(/\\(["\\])/g, "$1") : item;

/**
 * The members of a list of items with parameters; inner lists are not understood. As the standard asks (section 4.2), a
 * field that is wrong anywhere is ignored as a whole.
 */
export function parseStructuredList(field: string): readonly ListMember[] | undefined {
  if (field.length > longest) return undefined;
  const start = new RegExp(String.raw`[ \t]*(${bareItem})`, "y");
  const parameter = new RegExp(String.raw`[ \t]*${parameterPattern}`, "y");
  const end = /[ \t]*(?:(,)|$)/y;
  const members: ListMember[] = [];
  let at = 0;
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(field);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  for (;;) {
    const item = next(start)?.[1];
    if (item === undefined) return undefined;
    const parameters = new Map<string, string>();
    for (let found = next(parameter); found !== null; found = next(parameter)) {
      parameters.set(found[1] ?? "", unquoted(found[2] ?? "?1"));
    }
    members.push({ item: unquoted(item), parameters });
    const separator = next(end);
    if (separator === null) return undefined;
    if (separator[1] === undefined) return members;
  }
}
