import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { type Application, openApplication } from "../../composition.js";
import type { Configuration } from "../../configuration/schema.js";
import { both, formatOfFile, openWriter } from "../../output/open-writer.js";
import { type OutcomeWriter, type OutputFormat, outputFormats } from "../../output/writer.js";
import { enhanceDocuments } from "../../run/enhance-documents.js";
import { sessionId } from "../../run/session-id.js";
import { Tally } from "../../run/tally.js";
import { type FailedServices, failedServices } from "../../services/failed.js";
import { type ExitCode, exitCodes, UsageError } from "../exit-codes.js";
import { listenForInterruption } from "../interruption.js";
import { duration, noProgress, showProgress } from "../progress.js";
import { currencyList, positiveInteger, type SharedOptions, withSharedOptions } from "../shared-options.js";

interface EnhanceOptions extends SharedOptions {
  readonly format?: OutputFormat;
  readonly output?: string;
  readonly targets: readonly string[];
  readonly rateDate: "invoice" | "latest";
  readonly concurrency: number;
  readonly map?: string;
}

export function enhanceCommand(program: Command, configuration: Configuration, finish: (code: ExitCode) => void): void {
  const command = program
    .command("enhance")
    .description("convert, check, verify and score invoices")
    .argument("<paths...>", "files, folders, globs, or - for standard input");
  withSharedOptions(command, configuration, outputFormats)
    .option("--output <file>", "write results here; the ending names the format unless --format does")
    .addOption(
      new Option("--targets <codes>", "currencies to convert to")
        .argParser(currencyList)
        .default(configuration.targets),
    )
    .addOption(
      new Option("--rate-date <day>", "rate of the invoice's day or today's")
        .choices(["invoice", "latest"])
        .default("invoice"),
    )
    .addOption(
      new Option("--concurrency <n>", "documents waiting for services at once")
        .argParser(positiveInteger(1000))
        .default(32),
    )
    .option("--map <columns>", 'CSV columns, such as vendor=Supplier,amount="Net Amount"')
    .addHelpText("after", examples)
    .action(async (paths: readonly string[], options: EnhanceOptions) =>
      finish(await enhance(paths, options, configuration)),
    );
}

const examples = `
Examples:
  tidegate enhance samples                                 a table, and a results file in the data folder
  tidegate enhance inbox/*.pdf --format jsonl > out.jsonl  one JSON line a document, in input order
  tidegate enhance payments.csv --map vendor=Payee,amount=Net --output enhanced.parquet
  cat invoice.json | tidegate enhance - --offline --format json

A folder is read whole; the syntax is found in the content: JSON, JSON Lines, CSV, UBL, CII, ZUGFeRD, FatturaPA, and
PDF with embedded XML. Ctrl-C finishes what is in flight; running again goes on without asking twice.`;

async function enhance(
  paths: readonly string[],
  options: EnhanceOptions,
  configuration: Configuration,
): Promise<ExitCode> {
  const format = options.format ?? (options.output === undefined ? "table" : formatOfFile(options.output));
  if (format === null) {
    throw new UsageError(
      `--output ${options.output}: name the format with --format, or end the file in .jsonl, .json, .csv or .parquet.`,
    );
  }
  if (format === "parquet" && options.output === undefined && process.stdout.isTTY) {
    throw new UsageError("Parquet is binary: add --output FILE, or redirect standard output.");
  }
  const say = options.quiet ? () => {} : (line: string) => process.stderr.write(`${line}\n`);
  const session = sessionId(new Date());
  const interruption = listenForInterruption(say);
  const application = await openApplication(configuration, { ...options, sessionId: session });
  try {
    const tally = new Tally();
    const started = performance.now();
    const { folder, settings } = application;
    await folder.sessions.start({
      id: session,
      startedAt: Date.now(),
      arguments: paths,
      baseCurrency: settings.policy.baseCurrency,
    });
    const { writer, resultsFile } = await openOutput(format, options, application, session);
    const progress = options.quiet ? noProgress : showProgress(process.stderr, () => performance.now());
    let share: number | null = null;
    const onProgress = (read: number) => {
      share = read;
    };
    const documents = application.openDocuments(paths, {
      map: options.map,
      signal: interruption.interrupted,
      onProgress,
    });
    try {
      await enhanceDocuments(documents, settings, {
        concurrency: options.concurrency,
        interrupted: interruption.interrupted,
        abort: interruption.abort,
        emit: async (batch) => {
          tally.add(batch);
          await writer.write(batch);
          progress.update({ documents: tally.documents, failed: tally.failed, share });
        },
      });
    } finally {
      progress.stop();
      await writer.close();
    }
    await folder.sessions.finish(session, { finishedAt: Date.now(), documents: tally.documents, failed: tally.failed });
    const seconds = (performance.now() - started) / 1000;
    for (const line of summary(tally, seconds, session, resultsFile, options, failedServices(application.clients)))
      say(line);
    if (interruption.interrupted.aborted) return exitCodes.interrupted;
    if (tally.documents === 0) throw new UsageError(`No documents in ${paths.join(", ")}.`);
    return tally.failed > 0 ? exitCodes.someDocumentsFailed : exitCodes.done;
  } finally {
    await application.close();
    interruption.release();
  }
}

/** With the table goes a results file, so that what was seen can also be used. */
async function openOutput(
  format: OutputFormat,
  { output, targets }: EnhanceOptions,
  { folder, settings }: Application,
  session: string,
): Promise<{ readonly writer: OutcomeWriter; readonly resultsFile: string | null }> {
  const { baseCurrency } = settings.policy;
  const writer = await openWriter({ format, file: output ?? null, targets, baseCurrency });
  if (format !== "table" || folder.path === ":memory:") return { writer, resultsFile: output ?? null };
  const resultsFolder = join(folder.path, "results");
  await mkdir(resultsFolder, { recursive: true });
  const resultsFile = join(resultsFolder, `${session}.jsonl`);
  const results = await openWriter({ format: "jsonl", file: resultsFile, targets, baseCurrency });
  return { writer: both(writer, results), resultsFile };
}

function summary(
  tally: Tally,
  seconds: number,
  session: string,
  resultsFile: string | null,
  options: EnhanceOptions,
  failed: FailedServices,
): readonly string[] {
  const { levels } = tally;
  const lines = [
    "",
    `${tally.documents} documents in ${seconds < 10 ? `${seconds.toFixed(1)}s` : duration(seconds)}: ` +
      `${tally.toReview} to review, ${tally.documents - tally.failed - tally.toReview} approved, ${tally.failed} failed` +
      ` (risk: ${levels.HIGH} high, ${levels.MEDIUM} medium, ${levels.LOW} low)`,
  ];
  if (tally.degraded > 0) lines.push(`${tally.degraded} degraded: ${options.offline ? offline : whyDegraded(failed)}`);
  if (resultsFile !== null) lines.push(`results: ${resultsFile}`);
  lines.push(`session: ${session} (tidegate insights session ${session})`);
  return lines;
}

const offline = "nobody was asked (--offline)";

function whyDegraded({ names, noneAnswered }: FailedServices): string {
  if (names.length === 0) return "a service did not answer; run again later";
  const services = names.length === 1 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  return noneAnswered
    ? `no answer from ${services}; check the network (tidegate doctor tells more), or ask nobody with --offline`
    : `${services} did not answer every question; run again later (tidegate doctor tells more)`;
}
