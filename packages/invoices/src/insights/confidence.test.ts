import { expect, test } from "vitest";
import { vendorConfidence } from "./confidence.js";

test.each([
  [0, 0, 0],
  [1, 0, 0.17],
  [10, 0, 0.67],
  [10, 180, 0.33],
  [1000, 0, 1],
  [10, -3, 0.67],
])("%i documents, the last %i days ago: %f", (documents, days, confidence) => {
  expect(vendorConfidence(documents, days)).toBe(confidence);
});
