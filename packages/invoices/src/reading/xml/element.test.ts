import { describe, expect, it } from "vitest";
import { find, findAll, firstText, isTrue, textAt, textsAt } from "./element.js";
import { parseXml } from "./parse.js";

const parse = (text: string) => parseXml(text, () => () => true);
const order = parse("<a><b><c> one </c><c/></b><b><c>two\n  words</c></b><d>true</d><e>1</e><f>0</f></a>");

describe("walking the tree", () => {
  it("finds the first element at a path, or nothing", () => {
    expect(find(order, "b", "c")?.text).toBe(" one ");
    expect(find(order, "b", "x", "c")).toBeNull();
    expect(find(null, "b")).toBeNull();
  });

  it("finds all elements at a path, across parents", () => {
    expect(findAll(order, "b", "c")).toHaveLength(3);
    expect(findAll(null, "b")).toEqual([]);
  });

  it("gives texts trimmed, white space as one blank, and nothing for an empty element", () => {
    expect(textsAt(order, "b", "c")).toEqual(["one", "two words"]);
    expect(textAt(parse("<a> </a>"))).toBeNull();
    expect(textAt(parse("<a>x\ty</a>"))).toBe("x y");
  });

  it("takes the first text that is there", () => {
    expect(firstText(null, "b", "c")).toBe("b");
    expect(firstText(null)).toBeNull();
  });

  it("reads both forms of a true value", () => {
    expect(["d", "e", "f", "x"].map((name) => isTrue(find(order, name)))).toEqual([true, true, false, false]);
  });
});
