import { type Command, InvalidArgumentError, Option } from "commander";
import type { Configuration } from "../configuration/schema.js";

/** Options that mean the same on every command. */
export interface SharedOptions {
  readonly data: string;
  readonly offline?: boolean;
  readonly quiet?: boolean;
  readonly profile: Configuration["profile"];
}

/** Adds `--data`, `--offline`, `--quiet`, `--profile` and, for the formats a command can print, `--format`. */
export function withSharedOptions(command: Command, configuration: Configuration, formats: readonly string[]): Command {
  return command
    .addOption(new Option("--data <dir>", "folder of the ledger, caches and rates").default(configuration.data))
    .option("--offline", "ask nobody; say what could not be known")
    .option("--quiet", "no progress and no summary on standard error")
    .addOption(
      new Option("--profile <name>", "how patiently services are asked")
        .choices(["conservative", "balanced", "aggressive", "costOptimized"])
        .default(configuration.profile),
    )
    .addOption(new Option("--format <format>", "how results are printed").choices([...formats]));
}

/** `USD,eur` to `["USD", "EUR"]`. */
export function currencyList(text: string): readonly string[] {
  const codes = text.split(",").map((code) => code.trim().toUpperCase());
  const wrong = codes.find((code) => !/^[A-Z]{3}$/.test(code));
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is no ISO 4217 code; write USD,EUR,GBP.`);
  return [...new Set(codes)];
}

export function positiveInteger(limit: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= limit) return value;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${limit}.`);
  };
}

/** A day that exists, `YYYY-MM-DD`. */
export function isoDate(text: string): string {
  const parsed = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text)) {
    return text;
  }
  throw new InvalidArgumentError("It must be a day such as 2026-01-31.");
}
