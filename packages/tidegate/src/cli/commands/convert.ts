import { convert as convertAmount, identityConversion, isCurrency, isDecimal, utcDay } from "@tidegate/invoices";
import { Argument, type Command, Option } from "commander";
import { z } from "zod";
import { type Application, openApplication } from "../../composition.js";
import type { Configuration } from "../../configuration/schema.js";
import { type ExitCode, exitCodes, UsageError } from "../exit-codes.js";
import { mapInOrder } from "../in-order.js";
import { listenForInterruption } from "../interruption.js";
import { isoDate, type SharedOptions, withSharedOptions } from "../shared-options.js";
import { inputLines } from "../standard-input.js";
import { readerGone } from "../standard-output.js";

interface ConvertOptions extends SharedOptions {
  readonly format?: "text" | "json" | "jsonl";
  readonly date?: string;
}

interface Converted {
  readonly amount: string;
  readonly unrounded: string;
  readonly rate: string;
  readonly rateDate: string;
  readonly source: string;
  readonly stale: boolean;
}

interface NotConverted {
  readonly error: { readonly code: string; readonly message: string };
}

export function convertCommand(program: Command, configuration: Configuration, finish: (code: ExitCode) => void): void {
  const command = program
    .command("convert")
    .description("convert an amount at the rate of a day")
    .addArgument(new Argument("<amount>", "a decimal such as 1250.00, or - for JSON Lines on standard input"))
    .addArgument(new Argument("[from]", "ISO 4217 code"))
    .addArgument(new Argument("[to]", "ISO 4217 code"));
  withSharedOptions(command, configuration, ["text", "json", "jsonl"])
    .addOption(new Option("--date <day>", "the rate of this day (default: latest)").argParser(isoDate))
    .addHelpText("after", examples)
    .action(async (amount: string, from: string | undefined, to: string | undefined, options: ConvertOptions) =>
      finish(await convert(amount, from, to, options, configuration)),
    );
}

const examples = `
Examples:
  tidegate convert 15000 EUR USD --date 2024-01-15
  echo '{"amount":"250.00","from":"GBP","to":"EUR","date":"2026-01-05"}' | tidegate convert -

From standard input one JSON object a line goes in and, in the same order, one comes out: the amount rounded to the
currency, unrounded, the rate with 12 decimals, its day and source; or {"error":{"code","message"}}.`;

/** A number keeps its digits up to 15 of them, which binary floating point holds exactly; longer ones must be text. */
const amountSchema = z
  .union([z.string().trim(), z.number().transform(plainNumber)])
  .refine(isDecimal, "amount must be a decimal such as 1250.00; write it as text beyond 15 digits");

const codeSchema = z.string().trim().toUpperCase();

const lineSchema = z.object({
  amount: amountSchema,
  from: codeSchema,
  to: codeSchema,
  date: z.string().refine(isDay, "date must be a day such as 2026-01-31").nullish(),
});

type Request = z.infer<typeof lineSchema>;

async function convert(
  amount: string,
  from: string | undefined,
  to: string | undefined,
  options: ConvertOptions,
  configuration: Configuration,
): Promise<ExitCode> {
  const request = amount === "-" ? null : readRequest(amount, from, to, options.date);
  const application = await openApplication(configuration, options);
  try {
    if (request === null) return await convertLines(application, options.date);
    const result = await convertOne(request, application);
    if ("error" in result && options.format === undefined) throw new Error(result.error.message);
    process.stdout.write(
      `${options.format === undefined || options.format === "text" ? text(request, result) : JSON.stringify(result)}\n`,
    );
    return "error" in result ? exitCodes.failure : exitCodes.done;
  } finally {
    await application.close();
  }
}

function readRequest(
  amount: string,
  from: string | undefined,
  to: string | undefined,
  date: string | undefined,
): Request {
  if (from === undefined || to === undefined) {
    throw new UsageError("Write tidegate convert AMOUNT FROM TO, such as tidegate convert 100 EUR USD.");
  }
  const parsed = lineSchema.safeParse({ amount, from, to, date });
  if (!parsed.success) throw new UsageError(parsed.error.issues.map(({ message }) => message).join("; "));
  return parsed.data;
}

async function convertLines(application: Application, date: string | undefined): Promise<ExitCode> {
  let failed = 0;
  const { interrupted, abort, release } = listenForInterruption((line) => process.stderr.write(`${line}\n`));
  const gone = readerGone();
  const stop = AbortSignal.any([interrupted, gone]);
  const giveUp = AbortSignal.any([abort, gone]);
  try {
    await mapInOrder(
      inputLines(stop),
      (line) => convertLine(line, application, date, giveUp),
      (result) => {
        if ("error" in result) failed += 1;
        process.stdout.write(`${JSON.stringify(result)}\n`);
      },
      { concurrency: 64, signal: stop },
    );
  } finally {
    release();
  }
  if (interrupted.aborted) return exitCodes.interrupted;
  return failed > 0 ? exitCodes.someDocumentsFailed : exitCodes.done;
}

function convertLine(
  line: string,
  application: Application,
  date: string | undefined,
  signal: AbortSignal,
): Converted | NotConverted | Promise<Converted | NotConverted> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return notConverted(
      "JSON-MALFORMED",
      'a line must be a JSON object such as {"amount":"1.00","from":"EUR","to":"USD"}',
    );
  }
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return notConverted(
      "BAD-REQUEST",
      `${issue?.path.join(".") || "the line"}: ${issue?.message ?? "can not be read"}`,
    );
  }
  return convertOne({ ...parsed.data, date: parsed.data.date ?? date ?? null }, application, signal);
}

async function convertOne(
  { amount, from, to, date }: Request,
  { settings }: Application,
  signal?: AbortSignal,
): Promise<Converted | NotConverted> {
  if (from === to && isCurrency(from)) {
    const day = date ?? utcDay(settings.clock.wallNow());
    const { amount: rounded, rate, rateDate, source, stale } = identityConversion(amount, from, day);
    return { amount: rounded, unrounded: amount, rate, rateDate, source, stale };
  }
  const quote = await settings.rates.quote({ from, to, date: date ?? "latest" }, signal);
  if ("unavailable" in quote) return notConverted(quote.code, quote.message);
  const { rateDate, source, stale } = quote;
  return { ...convertAmount(amount, quote, to), rateDate, source, stale };
}

function notConverted(code: string, message: string): NotConverted {
  return { error: { code, message } };
}

function text({ amount, from, to }: Request, result: Converted | NotConverted): string {
  if ("error" in result) return result.error.message;
  const { rate, rateDate, source, stale } = result;
  return `${amount} ${from} = ${result.amount} ${to} (rate ${rate} of ${rateDate}, ${source}${stale ? ", stale" : ""})`;
}

function plainNumber(value: number): string {
  const digits = String(value);
  return digits.replace(/[-.]/g, "").length <= 15 ? digits : "too long";
}

function isDay(value: string): boolean {
  try {
    return isoDate(value) === value;
  } catch {
    return false;
  }
}
