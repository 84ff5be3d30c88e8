import { expect, it } from "vitest";
import { plainText } from "./plain-text.js";

it.each([
  ["VIA EMILIA EST 1163 \n41122  MODENA MO\n", "VIA EMILIA EST 1163\n41122 MODENA MO"],
  ["ACME\u001b[31m\rLTD\u0000", "ACME [31m LTD"],
  [" \n\t ", null],
  [null, null],
  [undefined, null],
])("reads %j as %j", (text, expected) => {
  expect(plainText(text)).toBe(expected);
});
