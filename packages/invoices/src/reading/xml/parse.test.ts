import { describe, expect, it } from "vitest";
import { find, findAll, textAt } from "./element.js";
import { xmlLimits } from "./limits.js";
import { type Keeps, parseXml } from "./parse.js";

const everything: Keeps = () => true;
const parse = (text: string, keeps: Keeps = everything) => parseXml(text, () => keeps);
const failure = (text: string) => {
  try {
    parse(text);
  } catch (error) {
    return error;
  }
  return null;
};

describe("parseXml", () => {
  it("gives elements by local name with attributes and text", () => {
    const root = parse(`<x:a xmlns:x="urn:x"><x:b id="1" x:scheme="s">one &amp; <![CDATA[<two>]]></x:b></x:a>`);
    expect(root.name).toBe("a");
    expect(textAt(root, "b")).toBe("one & <two>");
    expect([...(find(root, "b")?.attributes ?? [])]).toEqual([
      ["id", "1"],
      ["scheme", "s"],
    ]);
  });

  it("drops elements that are not kept, with all that is in them", () => {
    const keeps: Keeps = ({ namespace }) => namespace === "urn:x";
    const root = parse(`<a xmlns="urn:x"><b xmlns="urn:y">no<c xmlns="urn:x"/></b><c>yes</c></a>`, keeps);
    expect(root.children.map(({ name }) => name)).toEqual(["c"]);
    expect(root.text).toBe("");
  });

  it("stops at the root where the caller says so, however broken the rest is", () => {
    const stop = () => {
      throw new RangeError("not ours");
    };
    expect(() => parseXml(`<order>${"<broken".repeat(3)}`, stop)).toThrow(/not ours/);
  });

  it("names line and column of what is broken", () => {
    expect(failure("<a>\n  <b></c>\n</a>")).toMatchObject({
      code: "XML-MALFORMED",
      message: expect.stringContaining("line 2, column 9"),
    });
  });

  it.each([
    ["a truncated document", "<a><b>1</b>"],
    ["an unclosed tag", "<a><b"],
    ["an unclosed comment", "<a><!-- "],
    ["text only", "Bad XML"],
    ["nothing but a declaration", '<?xml version="1.0"?>'],
    ["blanks before the declaration", ' <?xml version="1.0"?><a/>'],
    ["a second root", "<a/><b/>"],
    ["a null character", "<a>\u0000</a>"],
    ["an undeclared prefix", "<x:a/>"],
    ["an undeclared entity", "<a>&lol;</a>"],
    ["a repeated attribute", '<a b="1" b="2"/>'],
  ])("refuses %s as malformed", (_, text) => {
    expect(failure(text)).toMatchObject({ code: "XML-MALFORMED" });
  });

  it.each([
    ["entities that multiply", `<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>`],
    ["an external entity", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`],
    ["an external document type", `<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>`],
    ["a public document type", `<!DOCTYPE a PUBLIC "-//A//B" "http://example.org/a.dtd"><a/>`],
    ["a parameter entity", `<!DOCTYPE a [<!ENTITY % p SYSTEM "http://example.org/p"> %p;]><a/>`],
  ])("forbids %s", (_, text) => {
    expect(failure(text)).toMatchObject({ code: "XML-FORBIDDEN" });
  });

  it("lets a document type pass that only names the root", () => {
    expect(parse("<!DOCTYPE a><a>1</a>").text).toBe("1");
  });

  it("stops at the depth limit, not at the end of a document that is all depth", () => {
    expect(failure("<a>".repeat(100_000))).toMatchObject({ code: "XML-TOO-DEEP" });
    const allowed = "<a>".repeat(xmlLimits.depth) + "</a>".repeat(xmlLimits.depth);
    expect(failure(allowed)).toBeNull();
  });

  it("counts the depth of dropped elements too", () => {
    const text = `<a xmlns="urn:x"><b xmlns="">${"<b>".repeat(xmlLimits.depth)}`;
    expect(() => parse(text, ({ namespace }) => namespace === "urn:x")).toThrow(
      expect.objectContaining({ code: "XML-TOO-DEEP" }),
    );
  });

  it("stops at the element limit: the rest of a million siblings is not looked at", () => {
    expect(failure(`<a>${"<b/>".repeat(xmlLimits.elements)}<broken`)).toMatchObject({ code: "TOO-LARGE" });
  });

  it("stops at the attribute limit of one element", () => {
    const attributes = Array.from({ length: xmlLimits.attributes + 1 }, (_, index) => `a${index}=""`).join(" ");
    expect(failure(`<a ${attributes} <broken`)).toMatchObject({ code: "TOO-LARGE" });
  });

  it("counts the attributes of each element apart", () => {
    const half = Array.from({ length: xmlLimits.attributes / 2 }, (_, index) => `a${index}=""`).join(" ");
    expect(failure(`<a ${half}>${`<b ${half}/>`.repeat(3)}</a>`)).toBeNull();
  });

  it("stops at the text limit of one element, wherever comments cut the text", () => {
    const half = "x".repeat(xmlLimits.textLength / 2 + 1);
    expect(failure(`<a>${half}<!-- -->${half}</a>`)).toMatchObject({ code: "TOO-LARGE" });
  });

  it("treats names of object properties as names", () => {
    const root = parse(`<a __proto__="1" constructor="2"><__proto__>x</__proto__></a>`);
    expect(root.attributes.get("__proto__")).toBe("1");
    expect(textAt(root, "__proto__")).toBe("x");
    expect(findAll(root, "constructor")).toEqual([]);
  });
});
