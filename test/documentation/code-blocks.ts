import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One fenced block of a Markdown page. */
export interface CodeBlock {
  /** The page's path from the repository's root. */
  readonly page: string;
  /** The line of its first line of code, 1 for the page's first. */
  readonly line: number;
  readonly language: string;
  /** What the fence says after the language: `no-run`, .. */
  readonly attributes: readonly string[];
  readonly code: string;
}

export const repository = join(import.meta.dirname, "../..");

const fence = /^(\s*)(`{3,})\s*(\S*)\s*(.*)$/;

/** The pages that readers copy code from. */
export function pages(): readonly string[] {
  const library = "packages/resilience";
  const inFolder = (folder: string) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${folder}/${name.replaceAll("\\", "/")}`);
  return [
    "README.md",
    ...inFolder("docs"),
    "packages/integrations/README.md",
    `${library}/README.md`,
    ...inFolder(`${library}/docs`),
  ].sort();
}

export const readPage = (page: string): string => readFileSync(join(repository, page), "utf8");

/** Every fenced block of a page; a fence inside a longer fence is text. */
export function codeBlocks(page: string, text: string = readPage(page)): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const opening = fence.exec(lines[at] ?? "");
    if (opening === null) continue;
    const [, indent = "", ticks = "", language = "", attributes = ""] = opening;
    const first = at + 1;
    do at += 1;
    while (at < lines.length && lines[at]?.trim() !== ticks);
    const code = lines.slice(first, at).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    blocks.push({
      page,
      line: first + 1,
      language,
      attributes: attributes.split(/\s+/).filter((attribute) => attribute !== ""),
      code: `${code.join("\n")}\n`,
    });
  }
  return blocks;
}

/** `packages/resilience/docs/policies/retry.md:12`, as editors and terminals follow it. */
export const placeOf = ({ page, line }: CodeBlock): string => `${page}:${line}`;
