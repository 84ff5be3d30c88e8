import { readFile } from "node:fs/promises";
import { type Ecb, isServiceError, parseEcbFile } from "@tidegate/integrations";
import { type RatePublication, utcDay } from "@tidegate/invoices";
import { type Command, Option } from "commander";
import { type Application, openApplication } from "../../composition.js";
import type { Configuration } from "../../configuration/schema.js";
import { plainTable } from "../../output/plain-table.js";
import { type ExitCode, exitCodes, UsageError } from "../exit-codes.js";
import { isoDate, type SharedOptions, withSharedOptions } from "../shared-options.js";

interface ShowOptions extends SharedOptions {
  readonly format?: "table" | "json";
  readonly date?: string;
}

export function ratesCommand(program: Command, configuration: Configuration, finish: (code: ExitCode) => void): void {
  const rates = program.command("rates").description("the stored exchange rates").addHelpText("after", examples);
  withSharedOptions(
    rates
      .command("import")
      .description("store a file of ECB reference rates: CSV, XML or the history's ZIP")
      .argument("<file>"),
    configuration,
    ["text", "json"],
  ).action(async (file: string, options: SharedOptions) => finish(await importRates(file, options, configuration)));
  withSharedOptions(
    rates.command("update").description("fetch the ECB's history and its latest rates"),
    configuration,
    ["text", "json"],
  ).action(async (options: SharedOptions) => finish(await updateRates(options, configuration)));
  withSharedOptions(rates.command("show").description("the stored rates of a day"), configuration, ["table", "json"])
    .addOption(new Option("--date <day>", "the newest publication not after this day").argParser(isoDate))
    .action(async (options: ShowOptions) => finish(await showRates(options, configuration)));
}

const examples = `
Examples:
  tidegate rates import eurofxref-hist.csv      every day at once, for work without a network
  tidegate rates update
  tidegate rates show --date 2026-01-02`;

async function importRates(
  file: string,
  options: SharedOptions & { readonly format?: string },
  configuration: Configuration,
): Promise<ExitCode> {
  const publications = parseEcbFile(await readRatesFile(file));
  return withApplication(configuration, options, async (application) => {
    await application.folder.rates.save(publications, { fetchedAt: Date.now() });
    report("imported", publications, options);
    return exitCodes.done;
  });
}

async function readRatesFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new UsageError(`${file} can not be read: ${(cause as Error).message}`, { cause });
  }
}

async function updateRates(
  options: SharedOptions & { readonly format?: string },
  configuration: Configuration,
): Promise<ExitCode> {
  if (options.offline)
    throw new UsageError("rates update asks the ECB; leave out --offline, or use rates import FILE.");
  return withApplication(configuration, options, async ({ clients, folder }) => {
    const publications = await fetchAll(clients.ecb);
    await folder.rates.save(publications, { fetchedAt: Date.now() });
    report("fetched", publications, options);
    return exitCodes.done;
  });
}

/** The latest file may be a day ahead of the history. */
async function fetchAll(ecb: Ecb): Promise<readonly RatePublication[]> {
  try {
    const history = await ecb.publications("history");
    const latest = await ecb.publications("latest");
    return [...latest.filter(({ date }) => date > (history[0]?.date ?? "")), ...history];
  } catch (cause) {
    if (!isServiceError(cause)) throw cause;
    const way = "try again later, or store a file that was fetched elsewhere with tidegate rates import FILE";
    throw new Error(`${cause.message}; ${way}.`, { cause });
  }
}

function report(
  what: string,
  publications: readonly RatePublication[],
  options: SharedOptions & { readonly format?: string },
): void {
  const dates = publications.map(({ date }) => date).sort();
  const days = { days: dates.length, from: dates.at(0) ?? null, to: dates.at(-1) ?? null };
  if (options.format === "json") process.stdout.write(`${JSON.stringify(days)}\n`);
  else if (!options.quiet) process.stdout.write(`${what} ${days.days} days of ECB rates, ${days.from} to ${days.to}\n`);
}

async function showRates(options: ShowOptions, configuration: Configuration): Promise<ExitCode> {
  return withApplication(configuration, options, async ({ folder, bundledRates }) => {
    const day = options.date ?? utcDay(Date.now());
    const publication = folder.rates.newestOnOrBefore(day, "ecb") ?? bundledRates();
    if (options.format === "json") process.stdout.write(`${JSON.stringify(publication, null, 2)}\n`);
    else process.stdout.write(`${ratesTable(publication)}\n`);
    return exitCodes.done;
  });
}

function ratesTable({ base, date, source, rates }: RatePublication): string {
  const columns = [{ head: "currency" }, { head: `for 1 ${base}`, align: "right" as const }];
  const table = plainTable(columns, Object.entries(rates).sort());
  return `${source} rates of ${date}${source === "bundled" ? " (shipped with the program; run tidegate rates update)" : ""}\n${table}`;
}

async function withApplication(
  configuration: Configuration,
  options: SharedOptions,
  work: (application: Application) => Promise<ExitCode>,
): Promise<ExitCode> {
  const application = await openApplication(configuration, options);
  try {
    return await work(application);
  } finally {
    await application.close();
  }
}
