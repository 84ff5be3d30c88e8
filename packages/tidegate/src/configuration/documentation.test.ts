import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { variableOf } from "./load.js";
import { configurationSchema, fileOnly } from "./schema.js";

const documentation = readFileSync(new URL("../../../../docs/configuration.md", import.meta.url), "utf8");

it.each(Object.keys(configurationSchema.shape))("%s is documented, with its variable", (setting) => {
  expect(documentation).toContain(`\`${setting}\``);
  if (!fileOnly.has(setting)) expect(documentation).toContain(`\`${variableOf(setting)}\``);
});
