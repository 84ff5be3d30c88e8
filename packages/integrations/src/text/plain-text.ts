// C0 and C1 controls but the line feed: a foreign text must not steer a terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

/** A foreign text as text for people: no control characters, no runs of blanks, no empty lines; `null` if nothing is left. */
export function plainText(text: string | null | undefined): string | null {
  const lines = (text ?? "")
    .replace(controls, " ")
    .split("\n")
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "");
  return lines.length === 0 ? null : lines.join("\n");
}
