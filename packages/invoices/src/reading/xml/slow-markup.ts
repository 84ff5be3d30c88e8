import { ReadError } from "../../model/error.js";
import { xmlLimits } from "./limits.js";

interface Construct {
  readonly opening: string;
  readonly closing: string;
  readonly isSlow: (code: number) => boolean;
}

/** What the parser takes in runs, except for one character: that with which its end begins. */
const constructs: readonly Construct[] = [
  { opening: "<!--", closing: "-->", isSlow: (code) => code === 0x2d },
  { opening: "<![CDATA[", closing: "]]>", isSlow: (code) => code === 0x5d },
  { opening: "<?", closing: "?>", isSlow: (code) => code === 0x3f },
];

/** Tabs and line breaks, which it turns into blanks one by one in attribute values. */
const isBreak = (code: number) => code === 0x09 || code === 0x0a || code === 0x0d;
/** Carriage returns, which it takes one by one in text too. */
const isReturn = (code: number) => code === 0x0d;

/**
 * Refuses a document with millions of the characters that the parser takes one by one, such as dashes in a comment: 60
 * MB of them cost it 10 s and 2 GB. Only documents long enough to hold so many are looked at, in some 100 ms.
 *
 * @throws ReadError `TOO-LARGE`.
 */
export function refuseSlowMarkup(text: string): void {
  if (text.length < xmlLimits.slowCharacters) return;
  let slow = 0;
  let position = text.indexOf("<");
  while (position !== -1) {
    const construct = constructs.find(({ opening }) => text.startsWith(opening, position));
    const end = construct === undefined ? endOfTag(text, position) : endOf(text, construct.closing, position);
    slow += count(text, position, end, construct?.isSlow ?? isBreak);
    position = text.indexOf("<", end);
    slow += count(text, end, position === -1 ? text.length : position, isReturn);
    if (slow > xmlLimits.slowCharacters) throw tooSlow();
  }
}

function endOf(text: string, closing: string, from: number): number {
  const found = text.indexOf(closing, from);
  return found === -1 ? text.length : found + closing.length;
}

/** Past the `>` that is in no attribute value. */
function endOfTag(text: string, from: number): number {
  const mark = /["'>]/g;
  mark.lastIndex = from;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    if (found[0] === ">") return mark.lastIndex;
    mark.lastIndex = endOf(text, found[0], mark.lastIndex);
  }
  return text.length;
}

function count(text: string, from: number, to: number, isSlow: (code: number) => boolean): number {
  let found = 0;
  for (let at = from; at < to; at += 1) if (isSlow(text.charCodeAt(at))) found += 1;
  return found;
}

function tooSlow(): ReadError {
  return new ReadError(
    "TOO-LARGE",
    `Comments, attributes or CDATA hold more than ${xmlLimits.slowCharacters} line breaks or marks such as "-", the most that is read; remove them.`,
  );
}
