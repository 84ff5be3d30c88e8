import { assessVat, checkVatNumberAnywhere, type VatResult } from "@tidegate/invoices";
import type { Command } from "commander";
import { type Application, openApplication } from "../../composition.js";
import type { Configuration } from "../../configuration/schema.js";
import { plainTable } from "../../output/plain-table.js";
import { printable } from "../../output/printable.js";
import { type ExitCode, exitCodes, UsageError } from "../exit-codes.js";
import { mapInOrder } from "../in-order.js";
import { listenForInterruption } from "../interruption.js";
import { type SharedOptions, withSharedOptions } from "../shared-options.js";
import { inputLines } from "../standard-input.js";
import { readerGone } from "../standard-output.js";

interface VatOptions extends SharedOptions {
  readonly format?: "table" | "json" | "jsonl";
  readonly country?: string;
}

/** One line of the answer: what was asked, and what is known. */
interface VatLine extends Pick<VatResult, "number" | "country" | "status" | "reason" | "checks"> {
  readonly input: string;
  readonly name: string | null;
}

export function vatCommand(program: Command, configuration: Configuration, finish: (code: ExitCode) => void): void {
  const command = program
    .command("vat")
    .description("check VAT numbers: format and check digits, then the registry (VIES, HMRC)")
    .argument("[numbers...]", "VAT numbers, or - for one a line on standard input");
  withSharedOptions(command, configuration, ["table", "json", "jsonl"])
    .option("--country <code>", "country of numbers without a prefix, such as DE")
    .addHelpText("after", examples)
    .action(async (numbers: readonly string[], options: VatOptions) =>
      finish(await vat(numbers, options, configuration)),
    );
}

const examples = `
Examples:
  tidegate vat GB980780684 "ATU 13585627"
  tidegate vat 136695976 --country DE --offline
  tidegate vat - --format jsonl < numbers.txt     one line a number, in order

Three answers: valid, invalid, unverified. Nobody could say is unverified, never invalid; offline the best answer is
unverified.`;

async function vat(numbers: readonly string[], options: VatOptions, configuration: Configuration): Promise<ExitCode> {
  if (numbers.length === 0)
    throw new UsageError("Which numbers? Write tidegate vat GB980780684, or - to read them from standard input.");
  const interruption = listenForInterruption((line) => process.stderr.write(`${line}\n`));
  const gone = readerGone();
  const stop = AbortSignal.any([interruption.interrupted, gone]);
  const giveUp = AbortSignal.any([interruption.abort, gone]);
  const inputs = numbers.length === 1 && numbers[0] === "-" ? inputLines(stop) : numbers;
  const application = await openApplication(configuration, options);
  try {
    const print = printerFor(options.format ?? "table");
    await mapInOrder(
      inputs,
      (input) => checkOne(input.trim(), options.country ?? null, application, giveUp),
      print.line,
      { concurrency: 64, signal: stop },
    );
    print.end();
    return interruption.interrupted.aborted ? exitCodes.interrupted : exitCodes.done;
  } finally {
    await application.close();
    interruption.release();
  }
}

async function checkOne(
  input: string,
  country: string | null,
  { settings }: Application,
  signal: AbortSignal,
): Promise<VatLine> {
  const check = await checkVatNumberAnywhere(input, country);
  const askable = check.reason === null && check.country !== null;
  const answer = askable
    ? await settings.registry.check({ country: check.country, digits: check.digits }, signal)
    : null;
  const { number, status, reason, checks, name, country: found } = assessVat(check, answer);
  return { input, number, country: found, status, reason, checks, name };
}

interface Printer {
  readonly line: (line: VatLine) => void;
  readonly end: () => void;
}

function printerFor(format: "table" | "json" | "jsonl"): Printer {
  if (format === "jsonl") {
    return { line: (line) => process.stdout.write(`${JSON.stringify(line)}\n`), end: () => {} };
  }
  const lines: VatLine[] = [];
  return {
    line: (line) => lines.push(line),
    end: () => process.stdout.write(format === "json" ? `${JSON.stringify(lines, null, 2)}\n` : `${table(lines)}\n`),
  };
}

function table(lines: readonly VatLine[]): string {
  const columns = ["input", "number", "status", "reason", "registered name"].map((head) => ({ head }));
  const rows = lines.map(({ input, number, status, reason, name }) => [
    printable(input, 24),
    printable(number, 24),
    status,
    reason ?? "-",
    printable(name ?? "-", 40),
  ]);
  return plainTable(columns, rows);
}
