import {
  type DuplicateMatch,
  describeDuplicates,
  duplicateKinds,
  findDuplicates,
  numberKey,
} from "../duplicates/index.js";
import { documentKey } from "../memory/document-key.js";
import type { LedgerEntry, RecallQuery, Recollection } from "../memory/port.js";
import { WorkingSet } from "../memory/working-set.js";
import type { Finding } from "../model/finding.js";
import type { EnhancedInvoice } from "../model/result.js";
import { routeDocument, scoreRisk } from "../risk/score.js";
import { vendorIdentity } from "../vendors/identity.js";
import { ledgerEntry } from "./ledger-entry.js";
import type { PreparedDocument } from "./prepare.js";
import type { EnhancementSettings } from "./settings.js";

/** What is reported of a document, and what memory is to keep. */
interface JudgedDocument {
  readonly result: EnhancedInvoice;
  readonly entry: LedgerEntry;
}

/**
 * Judges a batch in its order, each document knowing those before it, in memory and in the batch; so the outcome does
 * not depend on how the batch was cut or which service answered first. Nothing is given back before memory took it.
 */
export async function judgeBatch(
  batch: readonly PreparedDocument[],
  settings: EnhancementSettings,
): Promise<readonly EnhancedInvoice[]> {
  if (batch.length === 0) return [];
  const { memory } = settings;
  const queries = batch.map((document) => queryFor(document, settings));
  const working = new WorkingSet(queries, await memory.recall(queries));
  const judged = batch.map((document, index) => {
    const query = queries[index] as RecallQuery;
    const outcome = judge(document, query, working.recollect(query), settings);
    working.learn(outcome.entry);
    return outcome;
  });
  await memory.remember(judged.map(({ entry }) => entry));
  return judged.map(({ result }) => result);
}

function queryFor({ invoice }: PreparedDocument, { fileIdentity }: EnhancementSettings): RecallQuery {
  const { vendorKey, nameKey } = vendorIdentity(invoice.seller);
  const key = numberKey(invoice.number);
  const { file, position } = invoice.source;
  return {
    documentKey: documentKey({ file: fileIdentity(file), position, vendorKey, numberKey: key }),
    type: invoice.type,
    vendorKey,
    nameKey,
    numberKey: key,
    currency: invoice.currency,
    payable: invoice.totals.payable,
    issueDate: invoice.issueDate,
  };
}

function judge(
  document: PreparedDocument,
  query: RecallQuery,
  recollection: Recollection,
  settings: EnhancementSettings,
): JudgedDocument {
  const { clock, policy } = settings;
  const started = clock.now();
  const { invoice, conversion, vat } = document;
  const duplicates = findDuplicates(query, recollection.earlier);
  const findings = duplicates.length === 0 ? document.findings : [...document.findings, ...findingsOf(duplicates)];
  const risk = scoreRisk(
    {
      invoice,
      baseAmount: conversion.baseAmount,
      failedConversions: conversion.failed,
      vat: vat.vat,
      findings,
      duplicates,
      vendor: recollection.vendor,
      knownDocuments: recollection.documentsBefore,
      today: document.today,
    },
    policy,
  );
  const decision = routeDocument(risk, policy);
  const durationMs = roundMs(document.durationMs + clock.now() - started);
  const { servicesUsed, costUsd, savedUsd, errors, warnings, degraded } = document.trace;
  const result: EnhancedInvoice = {
    invoice,
    conversions: conversion.conversions,
    vat: { seller: vat.vat },
    findings,
    risk,
    decision,
    enhancement: {
      startedAt: instant(document.startedAt),
      finishedAt: instant(clock.wallNow()),
      durationMs,
      servicesUsed,
      costUsd,
      savedUsd,
      errors,
      warnings,
      degraded,
      version: settings.version,
    },
  };
  const entry = ledgerEntry(result, query, {
    sessionId: settings.sessionId,
    baseAmount: conversion.baseAmount,
    cacheHits: document.trace.cacheHits,
    recalledVendor: recollection.vendor,
  });
  return { result, entry };
}

/** One finding a kind: they warn, with links; the risk decides. */
function findingsOf(duplicates: readonly DuplicateMatch[]): readonly Finding[] {
  return duplicateKinds.flatMap((kind): Finding[] => {
    const message = describeDuplicates(duplicates, kind);
    return message === null
      ? []
      : [{ code: `DUPLICATE-${kind.toUpperCase()}`, severity: "warning", message, path: "number" }];
  });
}

let lastInstant = { epochMs: Number.NaN, text: "" };

/** ISO 8601 in UTC; the last one is kept, because many documents of a batch share their millisecond. */
function instant(epochMs: number): string {
  if (epochMs !== lastInstant.epochMs) lastInstant = { epochMs, text: new Date(epochMs).toISOString() };
  return lastInstant.text;
}

/** Microseconds are as fine as a duration is worth printing. */
function roundMs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
