import {
  appliesTo,
  type IsoDate,
  isCurrency,
  type Notice,
  type RateQuote,
  type RateRequest,
  type RateUnavailable,
  rateIn,
} from "@tidegate/invoices";
import type { StoredPublication } from "../storage/rates/rate-series.js";
import type { ExchangeRatesSettings } from "./exchange-rates-settings.js";
import type { RateSource } from "./source.js";

export type RateAnswer = RateQuote | RateUnavailable;

interface DatedRequest extends RateRequest {
  readonly date: IsoDate;
}

/** The quote of a day from the first place that has it, and what went wrong at those before. */
export async function findQuote(
  request: DatedRequest,
  today: IsoDate,
  settings: ExchangeRatesSettings,
  signal: AbortSignal | undefined,
): Promise<RateAnswer> {
  const unknown = [request.from, request.to].find((code) => !isCurrency(code));
  if (unknown !== undefined) {
    const message = `${unknown.slice(0, 8)} is no ISO 4217 currency code`;
    return { unavailable: true, code: "RATE-UNKNOWN-CURRENCY", message, warnings: [] };
  }
  const settled = findSettled(request, settings);
  if (settled !== null) return settled;
  const warnings: Notice[] = [];
  for (const source of settings.sources) {
    const found = await askSource(source, request, today, settings, warnings, signal);
    if (found !== null) return found;
  }
  return findLastKnown(request, settings, warnings) ?? fromBundled(request, settings, warnings);
}

/** A stored publication that is certainly the one of the day: no source could give another. */
function findSettled(request: DatedRequest, settings: ExchangeRatesSettings): RateQuote | null {
  for (const source of storedSources) {
    const stored = settings.store.newestOnOrBefore(request.date, source);
    if (stored === null || !appliesTo(stored.date, request.date)) continue;
    const found = quoteFrom(stored, request, settings, { fromCache: true });
    if (found !== null) return found;
  }
  return null;
}

/** Sources whose publications are kept, best first. */
const storedSources = ["ecb", "frankfurter", "currency-api", "open-er-api", "exchangerate-api"] as const;

async function askSource(
  source: RateSource,
  request: DatedRequest,
  today: IsoDate,
  settings: ExchangeRatesSettings,
  warnings: Notice[],
  signal: AbortSignal | undefined,
): Promise<RateQuote | null> {
  const name = source.requestFor(request.date, today);
  if (name === null) return null;
  let asked = false;
  try {
    await settings.requests.getOrLoad(
      `${source.name}:${name === "latest" ? `latest:${today}` : name}`,
      async (context) => {
        asked = true;
        await settings.store.save(await source.fetch(name, context.signal), { fetchedAt: settings.wallNow() });
        return { at: settings.wallNow(), settled: /^\d/.test(name) };
      },
      { signal },
    );
  } catch (error) {
    warnings.push({ code: "RATE-SOURCE-FAILED", message: error instanceof Error ? error.message : String(error) });
    return null;
  }
  const stored = settings.store.newestOnOrBefore(request.date, source.name);
  if (stored === null) return null;
  return quoteFrom(stored, request, settings, { fromCache: !asked, costUsd: source.costUsd, warnings });
}

/** The newest rate that was ever stored; older than it should be, and said to be. */
function findLastKnown(
  request: DatedRequest,
  settings: ExchangeRatesSettings,
  warnings: readonly Notice[],
): RateQuote | null {
  for (const source of storedSources) {
    const stored = settings.store.newestOnOrBefore(request.date, source);
    if (stored === null) continue;
    const found = quoteFrom(stored, request, settings, { fromCache: true, stale: true, warnings });
    if (found !== null) return found;
  }
  return null;
}

function fromBundled(request: DatedRequest, settings: ExchangeRatesSettings, warnings: readonly Notice[]): RateAnswer {
  const { from, to, date } = request;
  for (const code of [from, to]) {
    if (isKnownGap(code, date, settings)) {
      const message = `no rate for ${code} was published for ${date}`;
      return { unavailable: true, code: "RATE-NOT-PUBLISHED", message, warnings };
    }
  }
  const publication = settings.bundled();
  const found = quoteFrom({ ...publication, fetchedAt: Date.parse(publication.date) }, request, settings, {
    fromCache: false,
    stale: true,
    warnings,
  });
  if (found !== null) return found;
  return {
    unavailable: true,
    code: "RATE-UNAVAILABLE",
    message: `no source has a rate from ${from} to ${to}`,
    warnings,
  };
}

/**
 * Whether the ECB quotes a currency on other days and is known not to have quoted it on this one: then there was no
 * rate, and the snapshot of another year must not stand in for it (BRL before 2008, LTL after 2014).
 */
function isKnownGap(code: string, date: IsoDate, { store }: ExchangeRatesSettings): boolean {
  const stored = store.newestOnOrBefore(date, "ecb");
  if (stored === null || !appliesTo(stored.date, date) || rateIn(stored, code) !== null) return false;
  return store.publications({ source: "ecb" }).some((publication) => rateIn(publication, code) !== null);
}

interface Origin {
  readonly fromCache: boolean;
  readonly stale?: boolean;
  readonly costUsd?: string;
  readonly warnings?: readonly Notice[];
}

function quoteFrom(
  publication: StoredPublication,
  { from, to, date }: DatedRequest,
  { wallNow }: ExchangeRatesSettings,
  { fromCache, stale = false, costUsd = "0", warnings = [] }: Origin,
): RateQuote | null {
  const fromPerBase = rateIn(publication, from);
  const toPerBase = rateIn(publication, to);
  if (fromPerBase === null || toPerBase === null) return null;
  const { base, date: rateDate, source, fetchedAt } = publication;
  const staleness = {
    code: "RATE-STALE",
    message: `${from} to ${to} for ${date} at the ${source === "bundled" ? "bundled" : source} rate of ${rateDate}`,
  };
  return {
    fromPerBase,
    toPerBase,
    base,
    rateDate,
    source,
    fromCache,
    stale,
    ageSeconds: Math.max(0, Math.round((wallNow() - fetchedAt) / 1000)),
    costUsd: fromCache ? "0" : costUsd,
    savedUsd: fromCache ? costUsd : "0",
    warnings: stale ? [...warnings, staleness] : warnings,
  };
}
