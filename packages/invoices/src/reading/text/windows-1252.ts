/** What windows-1252 has from 0x80 to 0x9f, where ISO-8859-1 and Unicode have control characters. */
const characters = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/**
 * Puts the characters of windows-1252 in the place of the control characters that a text has where it was once taken
 * for ISO-8859-1, which is the only reason why texts have them (the HTML standard does the same).
 */
export function withWindowsCharacters(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (control) => characters[control.charCodeAt(0) - 0x80] ?? control);
}

/**
 * Decodes windows-1252, which the WHATWG encoding standard also takes `ISO-8859-1` and `US-ASCII` for. Node 20's own
 * decoder gives control characters for the bytes in which the two differ, among them the euro sign.
 */
export function decodeWindows1252(bytes: Uint8Array): string {
  return withWindowsCharacters(new TextDecoder("windows-1252").decode(bytes));
}
