import { describe, expect, it } from "vitest";
import { parseEcbCsv } from "./parse-csv.js";

describe("parseEcbCsv", () => {
  it("reads the history form: ISO dates, N/A, a trailing comma", () => {
    const text = "Date,USD,CYP,JPY,\n2031-05-07,1.2600,N/A,151,\n2031-05-06,1.25,0.58,150,\n";
    expect(parseEcbCsv(text)).toEqual([
      { base: "EUR", date: "2031-05-07", source: "ecb", rates: { USD: "1.2600", JPY: "151" } },
      { base: "EUR", date: "2031-05-06", source: "ecb", rates: { USD: "1.25", CYP: "0.58", JPY: "150" } },
    ]);
  });

  it("reads the daily form: a written month, blanks after the commas", () => {
    expect(parseEcbCsv("Date, USD, HUF, \r\n7 May 2031, 1.2600, 366.90, \r\n")).toEqual([
      { base: "EUR", date: "2031-05-07", source: "ecb", rates: { USD: "1.2600", HUF: "366.90" } },
    ]);
  });

  it("starts with the newest day whatever the order of the file, a byte order mark or not", () => {
    const dates = parseEcbCsv("\uFEFFDate,USD\n2031-05-06,1\n2031-05-08,3\n2031-05-07,2").map(({ date }) => date);
    expect(dates).toEqual(["2031-05-08", "2031-05-07", "2031-05-06"]);
  });

  it.each([
    ["<html></html>", "line 1"],
    ["", "line 1"],
    ["Date,USD\n", "no publications"],
    ["Date,USD\n2031-05-07,abc", "line 2: the rate of USD"],
    ["Date,USD\n2031-05-07,0", "line 2: the rate of USD"],
    ["Date,USD\n07/05/2031,1.2", "line 2"],
    ["Date,USD\n31 February 2031,1.2", "line 2"],
    ["Date,USD,JPY\n2031-05-07,1.2", "line 2: 2 rates expected, 1 found"],
    ["Date,USD\n2031-05-07,1.2,7", "line 2: 1 rates expected, 2 found"],
    ["Date,USD\n2031-05-07,1\n2031-05-07,2", "2031-05-07 is published twice"],
  ])("says what is wrong with %j", (text, message) => {
    expect(() => parseEcbCsv(text)).toThrow(message);
  });
});
