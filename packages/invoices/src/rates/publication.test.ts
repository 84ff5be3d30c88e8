import { describe, expect, test } from "vitest";
import { isRateGap, type RatePublication, rateIn, selectPublication } from "./publication.js";

const publication = (date: string, rates: Record<string, string>): RatePublication => ({
  base: "EUR",
  date,
  source: "ecb",
  rates,
});
const publications = [
  publication("2022-03-03", { USD: "1.1076" }),
  publication("2022-03-02", { USD: "1.1106" }),
  publication("2022-03-01", { USD: "1.1162", RUB: "117.201" }),
];

describe("selectPublication", () => {
  test.each([
    ["2022-03-02", "2022-03-02"],
    ["2022-03-05", "2022-03-03"],
    ["2022-03-01", "2022-03-01"],
    ["latest", "2022-03-03"],
  ])("for %s takes the one of %s", (asked, found) => {
    expect(selectPublication(publications, asked, ["EUR", "USD"])).toMatchObject({ date: found });
  });

  test("does not reach back for a currency that is no longer published", () => {
    expect(selectPublication(publications, "2022-03-01", ["RUB"])).toMatchObject({ date: "2022-03-01" });
    expect(selectPublication(publications, "2022-03-02", ["USD", "RUB"])).toMatchObject({
      unavailable: true,
      code: "RATE-NOT-PUBLISHED",
      message: expect.stringContaining("RUB"),
    });
  });

  test("has nothing before the first publication", () => {
    const answer = selectPublication(publications, "2022-02-28", ["USD"]);
    expect(isRateGap(answer) && answer.code).toBe("RATE-NOT-PUBLISHED");
  });

  test("tells a word that is no currency from a currency without a rate", () => {
    expect(selectPublication(publications, "2022-03-02", ["INVALID_CURRENCY"])).toMatchObject({
      code: "RATE-UNKNOWN-CURRENCY",
    });
  });
});

test("a currency named like a property of every object has no rate", () => {
  expect(rateIn(publication("2022-03-01", {}), "constructor")).toBeNull();
});
