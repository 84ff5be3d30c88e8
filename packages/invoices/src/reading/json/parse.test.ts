import { isLosslessNumber } from "lossless-json";
import { expect, test } from "vitest";
import { parseJson } from "./parse.js";
import { scanJson } from "./scan.js";

test.each([
  ['{"a":1,"b":{"c":2}}', { names: 3, longNumber: false }],
  ['{"a":":\\":\\\\","b":1}', { names: 2, longNumber: false }],
  ['{"a":123456789012345}', { names: 1, longNumber: false }],
  ['{"a":1234567890123456}', { names: 1, longNumber: true }],
  ['{"a":12345678.90123456}', { names: 1, longNumber: true }],
  ['{"a":"12345678901234567890"}', { names: 1, longNumber: false }],
  ['{"a":1e5}', { names: 1, longNumber: true }],
  ['{"a":[true,false,null]}', { names: 1, longNumber: false }],
  ['"unterminated', { names: 0, longNumber: false }],
  ['"\\\\\\"', { names: 0, longNumber: false }],
])("scans %s", (text, expected) => {
  expect(scanJson(text)).toEqual(expected);
});

test("numbers stay plain where a float keeps them, and keep their digits where it does not", () => {
  expect(parseJson('{"a":1.5}').value).toEqual({ a: 1.5 });
  const { value } = parseJson('{"a":0.12345678901234567}');
  expect(Object.values(value as object).every(isLosslessNumber)).toBe(true);
});

test("repeated names are told, also deep down, unless they repeat the same value", () => {
  expect([...parseJson('{"a":{"b":1,"b":2},"c":1,"c":1}').repeatedNames]).toEqual(["b"]);
});
