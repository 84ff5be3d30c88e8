/**
 * Text from a document, made safe for a terminal: control characters, among them escape sequences and directional
 * overrides, are gone, blanks are single, and it is no longer than `width`.
 */
export function printable(text: string, width = Number.POSITIVE_INFINITY): string {
  const clean = text.replace(unprintable, " ").replace(/\s+/gu, " ").trim();
  if (clean.length <= width) return clean;
  return `${[...clean].slice(0, width - 1).join("")}…`;
}

const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
