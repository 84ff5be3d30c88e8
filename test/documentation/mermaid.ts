/**
 * A light reading of Mermaid, enough to notice a diagram that would not be drawn: a known kind, lines of a known form,
 * every block ended.
 */
const identifier = String.raw`\w+`; // Mermaid's own lexers stop at a hyphen
const state = String.raw`(?:\[\*\]|${identifier})`;

const lineForms: Readonly<Record<string, readonly RegExp[]>> = {
  "stateDiagram-v2": [
    new RegExp(`^${state} --> ${state}(?:: .+)?$`),
    new RegExp(`^state (?:".+" as )?${identifier}(?: \\{)?$`),
    new RegExp(`^${identifier}: .+$`),
    new RegExp(`^note (?:right|left) of ${identifier}(?:: .+)?$`),
    /^direction (?:LR|RL|TB|BT)$/,
    /^(?:\}|end note)$/,
  ],
  sequenceDiagram: [
    new RegExp(`^(?:participant|actor) ${identifier}(?: as .+)?$`),
    new RegExp(`^${identifier}(?:->>|-->>|-x|--x|-\\)|--\\))[+-]?${identifier}: .+$`),
    new RegExp(`^Note (?:over|right of|left of) ${identifier}(?:,${identifier})?: .+$`),
    /^(?:loop|alt|else|opt|par|and|critical|break) .+$/,
    /^(?:else|end)$/,
    new RegExp(`^(?:activate|deactivate) ${identifier}$`),
  ],
  flowchart: [
    new RegExp(`^${identifier}(?:\\[.+?\\]|\\{.+?\\}|\\(.+?\\))?(?: (?:-->|-\\.->|==>|---)(?:\\|.+?\\|)? .+)?$`),
    /^subgraph .+$/,
    /^end$/,
  ],
};

const opens = /^(?:loop|alt|opt|par|critical|break|subgraph) |\{$|^note (?:right|left) of \w+$/;
const closes = /^(?:end|\}|end note)$/;

/** What is wrong with a diagram; nothing when it can be drawn. */
export function mermaidProblems(diagram: string): readonly string[] {
  const lines = diagram
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("%%"));
  const [header = "", ...rest] = lines;
  if (header === "flowchart") return ["flowchart: it needs a direction"];
  const kind = header.split(" ")[0] ?? "";
  const forms = lineForms[kind];
  if (forms === undefined) return [`${JSON.stringify(header)} is no kind of diagram known here`];
  const problems = rest
    .filter((line) => !forms.some((form) => form.test(line)))
    .map((line) => `${kind}: can not read ${JSON.stringify(line)}`);
  // A semicolon ends a statement, and a lone `end` a block, wherever they stand.
  const misread = rest.filter((line) => line.includes(";") || /[:[{(].*\bend\b/.test(line));
  problems.push(...misread.map((line) => `${kind}: would be misread: ${JSON.stringify(line)}`));
  let depth = 0;
  for (const line of rest) {
    if (opens.test(line)) depth += 1;
    if (closes.test(line)) depth -= 1;
  }
  if (depth !== 0) problems.push(`${kind}: ${depth > 0 ? "a block is not ended" : "more ends than beginnings"}`);
  return problems;
}
