import { ReadError } from "@tidegate/invoices";
import { Command, CommanderError } from "commander";
import { ConfigurationError, loadConfiguration } from "../configuration/load.js";
import { PathError } from "../intake/index.js";
import { OutputError } from "../output/output-error.js";
import { printable } from "../output/printable.js";
import { StorageError } from "../storage/storage-error.js";
import { version } from "../version.js";
import { convertCommand } from "./commands/convert.js";
import { doctorCommand } from "./commands/doctor.js";
import { enhanceCommand } from "./commands/enhance.js";
import { insightsCommand } from "./commands/insights.js";
import { ratesCommand } from "./commands/rates.js";
import { vatCommand } from "./commands/vat.js";
import { type ExitCode, exitCodes, UsageError } from "./exit-codes.js";

/** Runs the command line and gives the exit code; every error has become a message by then. */
export async function run(words: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  try {
    const program = buildProgram((code) => {
      exitCode = code;
    });
    await program.parseAsync(words, { from: "user" });
    return exitCode;
  } catch (error) {
    return report(error);
  }
}

function buildProgram(finish: (code: ExitCode) => void): Command {
  const configuration = loadConfiguration(process.env);
  const program = new Command("tidegate")
    .description("Takes invoices in, checks them with services that may fail, judges their risk and remembers.")
    .version(version)
    .showHelpAfterError("(--help after a command shows its options and examples)")
    .configureHelp({ sortSubcommands: false })
    .exitOverride()
    .addHelpText("after", exitCodesText);
  for (const add of [enhanceCommand, vatCommand, convertCommand, ratesCommand, insightsCommand, doctorCommand]) {
    add(program, configuration, finish);
  }
  return program;
}

const exitCodesText = `
Exit codes: 0 all done, 1 failure, 2 usage, 3 some documents failed, 130 stopped by Ctrl-C.
Start with: tidegate enhance samples`;

/** What the caller can mend by calling otherwise; a `ReadError` that gets here is about `--map`. */
const usageErrors = [UsageError, ConfigurationError, PathError, OutputError, ReadError];

function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (usageErrors.some((kind) => error instanceof kind)) return complain(error as Error, exitCodes.usage);
  if (error instanceof StorageError) return complain(error, exitCodes.failure);
  return complain(error instanceof Error ? error : new Error(String(error)), exitCodes.failure);
}

function complain(error: Error, code: ExitCode): ExitCode {
  const lines = error.message.split("\n").map((line) => printable(line));
  process.stderr.write(`tidegate: ${lines.join("\n")}\n`);
  if (process.env.TIDEGATE_DEBUG !== undefined && error.stack !== undefined) process.stderr.write(`${error.stack}\n`);
  return code;
}
