import { readFileSync } from "node:fs";
import type { z } from "zod";
import { type Configuration, configurationSchema, fileOnly } from "./schema.js";

/** A configuration that can not be used; the message names the variable or key and what it must be. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

const defaultConfigurationFile = "tidegate.config.json";

/**
 * Reads the configuration file (`TIDEGATE_CONFIG`, else `tidegate.config.json` where it exists) and the environment,
 * which wins. Throws `ConfigurationError`.
 */
export function loadConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const file = environment.TIDEGATE_CONFIG ?? defaultConfigurationFile;
  const fromFile = readConfigurationFile(file, environment.TIDEGATE_CONFIG !== undefined);
  const fromEnvironment = readEnvironment(environment);
  const parsed = configurationSchema.safeParse({ ...fromFile, ...fromEnvironment });
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(parsed.error.issues.map((issue) => describe(issue, fromEnvironment, file)).join("\n"));
}

/** `viesUrl` is set by `TIDEGATE_VIES_URL`. */
export function variableOf(setting: string): string {
  return `TIDEGATE_${setting.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase()}`;
}

function readEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const setting of Object.keys(configurationSchema.shape)) {
    const text = environment[variableOf(setting)]?.trim();
    if (text === undefined || text === "" || fileOnly.has(setting)) continue;
    values[setting] = setting === "targets" ? text.split(",").map((code) => code.trim().toUpperCase()) : text;
  }
  return values;
}

function readConfigurationFile(file: string, required: boolean): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if (!required && (cause as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new ConfigurationError(`The configuration file ${file} can not be read; check TIDEGATE_CONFIG.`, { cause });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch (cause) {
    throw new ConfigurationError(`The configuration file ${file} is no JSON: ${(cause as Error).message}`, { cause });
  }
  throw new ConfigurationError(`The configuration file ${file} must hold a JSON object of settings.`);
}

function describe(issue: z.core.$ZodIssue, fromEnvironment: Record<string, unknown>, file: string): string {
  if (issue.code === "unrecognized_keys") {
    return `${file}: unknown setting ${issue.keys.join(", ")}; the settings are listed in docs/configuration.md`;
  }
  const [setting, ...rest] = issue.path.map(String);
  if (setting === undefined) return `${file}: ${issue.message}`;
  const where = setting in fromEnvironment ? variableOf(setting) : `${file}: ${[setting, ...rest].join(".")}`;
  return `${where}: ${issue.message}`;
}
