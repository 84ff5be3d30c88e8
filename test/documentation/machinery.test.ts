import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CodeBlock, codeBlocks } from "./code-blocks.js";
import { mermaidProblems } from "./mermaid.js";
import { prepareBlocks, type RunnableBlocks } from "./run-blocks.js";
import { checkTypes } from "./type-check.js";

const fence = "```";
const page = (...blocks: readonly string[]) => ["# Page", ...blocks].join("\n\n");
const typescript = (code: string) => `${fence}ts\n${code}\n${fence}`;
const block = (code: string, line = 3): CodeBlock => ({
  page: "page.md",
  line,
  language: "ts",
  attributes: [],
  code: `${code}\n`,
});

describe("the blocks of a page", () => {
  it("are found with their line, language and attributes; a fence within a longer fence is text", () => {
    const text = page(
      `${fence}ts no-run\nconst a = 1;\n${fence}`,
      `${fence}${fence}md\n${typescript("x")}\n${fence}${fence}`,
    );
    expect(codeBlocks("page.md", text)).toMatchObject([
      { line: 4, language: "ts", attributes: ["no-run"], code: "const a = 1;\n" },
      { line: 8, language: "md", attributes: [] },
    ]);
  });
});

describe("a wrong block is found", () => {
  const unsound: readonly (readonly [string, string, string])[] = [
    ["a type error", 'const count: number = "one";\nexport { count };', "line 3: Type 'string' is not assignable"],
    ["a name that is not exported", 'import { retryy } from "@tidegate/resilience";\nretryy();', "line 3: "],
    ["an error in a later line", "const a = 1;\nconst b: string = a;\nexport { b };", "line 4: Type 'number'"],
    ["broken syntax", "const = 1;", "line 3: "],
  ];

  it("by the compiler", { timeout: 60_000 }, () => {
    const blocks = unsound.map(([name, code]) => ({ ...block(code), page: name }));
    const { problems } = checkTypes([...blocks, { ...block("export const sound = 1;"), page: "a sound one" }]);
    expect(Object.fromEntries([...problems].map(([place, [first]]) => [place, first]))).toEqual(
      Object.fromEntries(unsound.map(([name, , expected]) => [`${name}:3`, expect.stringContaining(expected)])),
    );
  });

  const wrong: readonly (readonly [string, string, string])[] = [
    ["it throws", 'throw new Error("no");', "it threw Error: no"],
    ["a promise nobody handles rejects", 'Promise.reject(new Error("lost"));', "it threw Error: lost"],
    ["it waits for ever", "await new Promise(() => {});", "it ended in the middle"],
    ["another value", "1 + 1; // => 3", "line 3: it is 2, not 3"],
    [
      "another value of a variable",
      "const a = [1];\nconst b = { a };\n// ..\nb; // => { a: [2] }",
      "line 6: it is { a: [ 1 ] }",
    ],
    ["it prints something else", 'console.log("a");\n// prints: b', "it printed\na\nand not\nb"],
    ["it prints more", 'console.log("a"); // prints: a\nconsole.log("b");', "it printed\na\nb\nand not\na"],
    ["it prints nothing", "// prints: a", "it printed"],
    ["it complains", 'process.emitWarning("leak");', "it complained: "],
  ];
  const right: readonly string[] = [
    "await Promise.resolve(3); // => 3",
    "const answer = { a: [1] }; // => { a: [1] }",
    'console.log("a"); // prints: a',
    'import { pipeline } from "@tidegate/resilience";\nawait pipeline().execute(() => 1); // => 1',
  ];
  let prepared: RunnableBlocks;
  beforeAll(async () => {
    prepared = await prepareBlocks([...wrong.map(([, code]) => code), ...right].map((code) => block(code)));
  });
  afterAll(() => prepared?.clean());

  it.concurrent.each(wrong.map(([name, , expected], index) => ({ name, expected, index })))(
    "by running it: $name",
    async ({ expected, index }) => {
      expect((await prepared.problems(index)).join("\n")).toContain(expected);
    },
  );

  it.concurrent.each(right.map((code, index) => ({ code, index })))(
    "not where it is right: $code",
    async ({ index }) => {
      expect(await prepared.problems(wrong.length + index)).toEqual([]);
    },
  );

  it("when a promise stands where nothing can be compared", async () => {
    await expect(prepareBlocks([block("if (true) {\n  1 + 1; // => 2\n}")])).rejects.toMatchObject({
      cause: { message: expect.stringContaining("nothing stands before // => 2") },
    });
  });
});

describe("a diagram", () => {
  it.each([
    ["an unknown kind", "pie\n  a: 1", "is no kind of diagram"],
    ["an unknown line", "stateDiagram-v2\n  closed -> open", "can not read"],
    ["a name with a hyphen", "stateDiagram-v2\n  closed --> half-open", "can not read"],
    ["a semicolon in a text", "sequenceDiagram\n  a->>b: go; stop", "would be misread"],
    ["no direction", "flowchart\n  a --> b", "needs a direction"],
    ["a block without an end", "sequenceDiagram\n  alt yes\n  a->>b: go", "a block is not ended"],
    ["an end without a block", "sequenceDiagram\n  a->>b: go\n  end", "more ends than beginnings"],
  ])("with %s is refused", (_, diagram, expected) => {
    expect(mermaidProblems(diagram).join()).toContain(expected);
  });

  it("of a known form is taken", () => {
    expect(mermaidProblems("stateDiagram-v2\n  [*] --> closed\n  closed --> open: 5 failures\n")).toEqual([]);
  });
});
