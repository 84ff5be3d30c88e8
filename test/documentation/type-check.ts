import { join } from "node:path";
import ts from "typescript";
import { type CodeBlock, placeOf, repository } from "./code-blocks.js";

/** A TypeScript program in which every block is a file of its own, with the repository's own strictness. */
export interface CheckedBlocks {
  /** What is wrong, by the block's place; a line of the message is a line of the page. */
  readonly problems: ReadonlyMap<string, readonly string[]>;
  readonly program: ts.Program;
}

const folder = join(repository, "test/documentation/.blocks");

/** The library's own entry point is part of the program, so that pages can be compared with its types. */
export const entryPoint = join(repository, "packages/resilience/src/index.ts");

function compilerOptions(): ts.CompilerOptions {
  const path = join(repository, "tsconfig.test.json");
  const { config } = ts.readConfigFile(path, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, repository, undefined, path);
  // `await` at the top of a block needs it to be a module, also one without an import.
  return { ...options, moduleDetection: ts.ModuleDetectionKind.Force };
}

/** The file that stands for a block; it exists in memory only. */
const fileOf = (block: CodeBlock): string => join(folder, `${placeOf(block).replaceAll(/[/:]/g, "-")}.mts`);

/** Type-checks all blocks in one program: the library and the compiler's own types are read once. */
export function checkTypes(blocks: readonly CodeBlock[]): CheckedBlocks {
  const byFile = new Map(blocks.map((block) => [fileOf(block), block]));
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => byFile.has(name) || fileExists(name);
  host.readFile = (name) => byFile.get(name)?.code ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const block = byFile.get(name);
    return block === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, block.code, rest[0]);
  };
  const program = ts.createProgram([...byFile.keys(), entryPoint], options, host);
  const problems = new Map<string, readonly string[]>();
  for (const [file, block] of byFile) {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    if (found.length === 0) continue;
    problems.set(
      placeOf(block),
      found.map(({ start = 0, messageText }) => {
        const line = block.line + (source?.getLineAndCharacterOfPosition(start).line ?? 0);
        return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
      }),
    );
  }
  return { problems, program };
}
