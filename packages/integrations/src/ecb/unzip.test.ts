import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { unzipEcbHistory } from "./unzip.js";

describe("unzipEcbHistory", () => {
  it("finds the CSV in the archive", () => {
    const archive = zipSync({ "readme.txt": strToU8("no"), "eurofxref-hist.csv": strToU8("Date,USD\n") });
    expect(unzipEcbHistory(archive)).toBe("Date,USD\n");
  });

  it("refuses an archive without a CSV, a cut one, and what is no archive", () => {
    const archive = zipSync({ "eurofxref-hist.csv": strToU8("Date,USD\n".repeat(500)) });
    expect(() => unzipEcbHistory(zipSync({ "a.txt": strToU8("a") }))).toThrow("no CSV file");
    expect(() => unzipEcbHistory(archive.subarray(0, 60))).toThrow("no readable zip");
    expect(() => unzipEcbHistory(strToU8("<html>"))).toThrow("no readable zip");
  });

  it("does not unpack a bomb", () => {
    const archive = zipSync({ "eurofxref-hist.csv": new Uint8Array(65 * 1024 * 1024) });
    expect(archive.length).toBeLessThan(100_000);
    expect(() => unzipEcbHistory(archive)).toThrow("more than 64 MB");
  });
});
