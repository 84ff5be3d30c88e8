import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CodeBlock, codeBlocks, pages, placeOf } from "./code-blocks.js";
import { mermaidProblems } from "./mermaid.js";
import { prepareBlocks, type RunnableBlocks } from "./run-blocks.js";
import { checkTypes } from "./type-check.js";

const blocks = pages().flatMap((page) => codeBlocks(page));
const typescript = blocks.filter(({ language }) => language === "ts");
const runnable = typescript.filter(({ attributes }) => !attributes.includes("no-run"));
const diagrams = blocks.filter(({ language }) => language === "mermaid");
const byPlace = (some: readonly CodeBlock[]) => some.map((block) => [placeOf(block), block] as const);

describe("the code in the pages", () => {
  it("is marked with nothing but what is known", () => {
    const unknown = typescript.flatMap(({ attributes }) => attributes.filter((attribute) => attribute !== "no-run"));
    expect(unknown).toEqual([]);
  });

  it("compiles, each block as a module of its own", { timeout: 60_000 }, () => {
    expect(Object.fromEntries(checkTypes(typescript).problems)).toEqual({});
  });

  describe("runs, and is as its comments say", () => {
    let prepared: RunnableBlocks;
    beforeAll(async () => {
      prepared = await prepareBlocks(runnable);
    });
    afterAll(() => prepared?.clean());

    it.concurrent.each(runnable.map((block, index) => [placeOf(block), index] as const))("%s", async (_, index) => {
      expect(await prepared.problems(index)).toEqual([]);
    });
  });

  it.each(byPlace(diagrams))("%s can be drawn", (_, { code }) => {
    expect(mermaidProblems(code)).toEqual([]);
  });
});
