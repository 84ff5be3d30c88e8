import { describe, expect, it } from "vitest";
import { find } from "./element.js";
import { parseXml } from "./parse.js";
import { createValueReader } from "./values.js";

const root = parseXml(
  "<a><good>1.50</good><bad>1,50</bad><day>2024-01-15</day><noDay>soon</noDay></a>",
  () => () => true,
);

describe("a value reader", () => {
  it("gives what is right and nothing for what is absent, without a finding", () => {
    const values = createValueReader();
    expect(values.decimal(find(root, "good"), "totals.payable")).toBe("1.50");
    expect(values.day(find(root, "day"), "issueDate")).toBe("2024-01-15");
    expect(values.decimal(find(root, "absent"), "totals.tax")).toBeNull();
    expect(values.findings).toEqual([]);
  });

  it("keeps a finding with its path for what is there but wrong", () => {
    const values = createValueReader();
    expect(values.decimal(find(root, "bad"), "lines[0].net")).toBeNull();
    expect(values.day(find(root, "noDay"), "dueDate")).toBeNull();
    expect(values.findings).toMatchObject([
      {
        code: "AMOUNT-NOT-A-NUMBER",
        severity: "error",
        path: "lines[0].net",
        message: expect.stringContaining("1,50"),
      },
      { code: "DATE-INVALID", severity: "error", path: "dueDate", message: expect.stringContaining("soon") },
    ]);
  });

  it("keeps a hundred findings at most", () => {
    const values = createValueReader();
    for (let index = 0; index < 1000; index += 1) values.decimal(find(root, "bad"), `lines[${index}].net`);
    expect(values.findings).toHaveLength(100);
  });
});
