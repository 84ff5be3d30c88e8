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

  it("takes the first of repeated elements that leads to the end of the path", () => {
    const party = parse("<p><legal><id>1</id></legal><legal><name>Acme</name></legal></p>");
    expect(textAt(party, "legal", "name")).toBe("Acme");
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

  it("gives no control characters, such as those that steer a terminal", () => {
    const coloured = parse('<?xml version="1.1"?><a>Acme&#x1b;[31m Ltd&#x9b;2J</a>');
    expect(textAt(coloured)).toBe("Acme [31m Ltd 2J");
    expect(textAt(parse("<a>\u0090</a>"))).toBeNull();
  });

  it("cuts a text that would flood a report", () => {
    expect(textAt(parse(`<a>${"x".repeat(5000)}</a>`))).toHaveLength(1000);
  });

  it("takes the first text that is there", () => {
    expect(firstText(null, "b", "c")).toBe("b");
    expect(firstText(null)).toBeNull();
  });

  it("reads both forms of a true value", () => {
    expect(["d", "e", "f", "x"].map((name) => isTrue(find(order, name)))).toEqual([true, true, false, false]);
  });
});
