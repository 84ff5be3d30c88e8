import {
  type Invoice,
  prepareDocument,
  recommendForSession,
  recommendForSimilar,
  recommendForVendor,
  type SimilarityQuery,
  type VendorInsight,
  vendorIdentity,
} from "@tidegate/invoices";
import type { Command } from "commander";
import { type Application, openApplication } from "../../composition.js";
import type { Configuration } from "../../configuration/schema.js";
import { sessionsText, sessionText } from "../../output/insights/session.js";
import { similarText } from "../../output/insights/similar.js";
import { vendorText } from "../../output/insights/vendor.js";
import { printable } from "../../output/printable.js";
import type { VendorAnswer, VendorCandidate } from "../../storage/index.js";
import { type ExitCode, exitCodes, UsageError } from "../exit-codes.js";
import { positiveInteger, type SharedOptions, withSharedOptions } from "../shared-options.js";

interface InsightsOptions extends SharedOptions {
  readonly format?: "text" | "json";
}

/** What an insight prints: text for people, and the value behind it for machines. */
interface Answer {
  readonly text: string;
  readonly value: unknown;
}

export function insightsCommand(
  program: Command,
  configuration: Configuration,
  finish: (code: ExitCode) => void,
): void {
  const insights = program
    .command("insights")
    .description("what was learnt from earlier documents")
    .addHelpText("after", examples);
  const answer = async (options: InsightsOptions, ask: (application: Application) => Promise<Answer>) =>
    finish(await print(options, configuration, ask));
  const formats = ["text", "json"];

  withSharedOptions(
    insights.command("vendor").description("a vendor's history, by name, VAT number or key").argument("<name>"),
    configuration,
    formats,
  ).action((name: string, options: InsightsOptions) =>
    answer(options, (application) => aboutVendor(name, application)),
  );

  withSharedOptions(
    insights
      .command("session")
      .description("one run, by its id, or the last")
      .argument("[id]", "a session's id", "last"),
    configuration,
    formats,
  ).action((id: string, options: InsightsOptions) => answer(options, (application) => aboutSession(id, application)));

  withSharedOptions(
    insights
      .command("sessions")
      .description("the newest runs")
      .option("--most <n>", "how many", positiveInteger(1000), 20),
    configuration,
    formats,
  ).action((options: InsightsOptions & { readonly most: number }) =>
    answer(options, async ({ folder }) => {
      const sessions = await folder.sessions.list(options.most);
      return { text: sessionsText(sessions), value: sessions };
    }),
  );

  withSharedOptions(
    insights
      .command("similar")
      .description("the past documents most like this one")
      .argument("<file>")
      .option("--most <n>", "how many", positiveInteger(100), 5),
    configuration,
    formats,
  ).action((file: string, options: InsightsOptions & { readonly most: number }) =>
    answer(options, (application) => aboutSimilar(file, options.most, application)),
  );
}

const examples = `
Examples:
  tidegate insights vendor "TechSupplies Co."
  tidegate insights session last
  tidegate insights similar samples/techsupplies.json --format json`;

async function print(
  options: InsightsOptions,
  configuration: Configuration,
  ask: (application: Application) => Promise<Answer>,
): Promise<ExitCode> {
  const application = await openApplication(configuration, options);
  try {
    const { text, value } = await ask(application);
    process.stdout.write(options.format === "json" ? `${JSON.stringify(value, null, 2)}\n` : text);
    return exitCodes.done;
  } finally {
    await application.close();
  }
}

async function aboutVendor(name: string, { folder, settings }: Application): Promise<Answer> {
  const found = await folder.insights.vendor(name, settings.clock.wallNow());
  if ("outcome" in found) throw new UsageError(whichVendor(name, found));
  const recommendations = recommendForVendor(found);
  return {
    text: vendorText(found, settings.policy.baseCurrency, recommendations),
    value: { ...found, recommendations },
  };
}

function whichVendor(name: string, found: Exclude<VendorAnswer, VendorInsight>): string {
  if (found.outcome === "ambiguous")
    return `Several vendors go by "${name}", name one by its key: ${listed(found.candidates)}.`;
  if (found.nearest.length > 0) return `No vendor "${name}" is known. Nearest: ${listed(found.nearest)}.`;
  return `No vendor "${name}" is known; tidegate enhance remembers those of the documents it processes.`;
}

function listed(candidates: readonly VendorCandidate[]): string {
  return candidates.map(({ name, vendorKey }) => `${printable(name ?? "unnamed", 40)} (${vendorKey})`).join("; ");
}

async function aboutSession(id: string, { folder }: Application): Promise<Answer> {
  const session = await folder.sessions.insight(id);
  if (session === null) throw new Error(`No session "${id}"; tidegate insights sessions lists them.`);
  const recommendations = recommendForSession(session);
  return { text: sessionText(session, recommendations), value: { ...session, recommendations } };
}

async function aboutSimilar(file: string, most: number, application: Application): Promise<Answer> {
  const { settings, folder } = application;
  const { invoice, findings } = await firstDocument(file, application);
  const { conversion } = await prepareDocument({ invoice, findings }, settings);
  const { vendorKey, nameKey } = vendorIdentity(invoice.seller);
  const query: SimilarityQuery = {
    documentKey: null,
    vendorKey,
    nameKey,
    vendorName: invoice.seller.name,
    baseAmount: conversion.baseAmount,
    currency: invoice.currency,
    country: invoice.seller.country,
    type: invoice.type,
  };
  const documents = await folder.insights.similar(query, most);
  const recommendations = recommendForSimilar(documents);
  return { text: similarText(documents, recommendations), value: { documents, recommendations } };
}

async function firstDocument(
  file: string,
  application: Application,
): Promise<Parameters<typeof prepareDocument>[0] & { invoice: Invoice }> {
  for await (const batch of application.openDocuments([file], {})) {
    const [outcome] = batch;
    if (outcome === undefined) continue;
    if (!outcome.ok) throw new UsageError(`${file}: ${outcome.error.message}`);
    return outcome;
  }
  throw new UsageError(`${file} holds no document.`);
}
