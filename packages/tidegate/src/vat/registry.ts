import type { RegistryAnswer, VatNumber, VatRegistry } from "@tidegate/invoices";
import type { Cache } from "@tidegate/resilience";
import { type Unverified, unverified, unverifiedBecause, type Verdict } from "./registry-answer.js";

/** A registry of VAT numbers as this application asks it. */
export interface RegistryClient {
  readonly name: string;
  /** US dollars a call, as a decimal string. */
  readonly costUsd: string;
  check(number: VatNumber, signal: AbortSignal | undefined): Promise<Verdict>;
}

export interface RegistrySettings {
  /** By country; `null` where a registry exists but is not configured. */
  readonly clientFor: (country: string) => RegistryClient | null | undefined;
  /** Verdicts, for a day. */
  readonly verdicts: Cache<Verdict>;
  /** Numbers nobody could say anything about, for minutes and in this process only: the next run asks again. */
  readonly failures: Cache<Unverified>;
  /** Looks for traces of a number that no registry vouched for; never a verdict. */
  readonly searchEvidence: ((number: string, signal: AbortSignal | undefined) => Promise<WebEvidence>) | null;
  readonly offline: boolean;
}

/** What a paid search brought; without a link it found nothing, and was paid for all the same. */
export interface WebEvidence {
  readonly link: string | null;
  readonly checkedAt: string;
  readonly costUsd: string;
  readonly savedUsd: string;
}

/** The registries behind one port: a cached verdict at once, else the registry of the country, once per number. */
export function createVatRegistry(settings: RegistrySettings): VatRegistry {
  const { clientFor, verdicts, failures, offline } = settings;
  const underway = new Map<string, Promise<RegistryAnswer>>();

  const check = ({ country, digits }: VatNumber, signal?: AbortSignal): RegistryAnswer | Promise<RegistryAnswer> => {
    const client = clientFor(country);
    if (client === undefined) return unverified("unsupported", `no registry covers ${country}`);
    const key = country + digits;
    const known = verdicts.peek<Verdict>(key);
    if (known !== undefined && client !== null) return fromCache(known.value, client);
    const failed = failures.peek<Unverified>(key);
    if (failed !== undefined) return failed.value;
    if (client === null) return offline ? failureOf(null, true) : unverified("not-configured", notConfigured);
    const shared = underway.get(key);
    if (shared !== undefined) return shared.then(alreadyPaid);
    const asking = ask(client, { country, digits }, key, signal).finally(() => underway.delete(key));
    underway.set(key, asking);
    return asking;
  };

  const ask = async (
    client: RegistryClient,
    number: VatNumber,
    key: string,
    signal: AbortSignal | undefined,
  ): Promise<RegistryAnswer> => {
    try {
      const load = () => {
        if (offline) throw new AskedOffline();
        return client.check(number, signal);
      };
      const { value, source, degraded, error } = await verdicts.lookUp(key, load, { signal });
      if (!degraded) return source === "loaded" ? fresh(value, client) : fromCache(value, client);
      const failure = failureOf(error, offline);
      return remember(key, { ...failure, message: `${failure.message}; on ${value.checkedAt} it was ${word(value)}` });
    } catch (error) {
      return remember(key, await withEvidence(failureOf(error, offline), key, signal));
    }
  };

  const withEvidence = async (failure: Unverified, key: string, signal: AbortSignal | undefined) => {
    if (offline || settings.searchEvidence === null) return failure;
    try {
      const { link, checkedAt, costUsd, savedUsd } = await settings.searchEvidence(key, signal);
      const evidence = link === null ? null : { registry: "web-search", consultationNumber: null, checkedAt, link };
      return { ...failure, evidence, costUsd, savedUsd };
    } catch {
      // Evidence is a courtesy; a search that fails changes nothing about an answer that is no verdict anyway.
      return failure;
    }
  };

  const remember = (key: string, failure: Unverified): Unverified => {
    failures.set(key, { ...failure, fromCache: true, costUsd: "0", savedUsd: failure.costUsd });
    return failure;
  };

  return { serviceFor: (country) => clientFor(country)?.name ?? null, check };
}

const notConfigured =
  "HMRC needs credentials: set TIDEGATE_HMRC_CLIENT_ID and TIDEGATE_HMRC_CLIENT_SECRET to have GB numbers checked";

class AskedOffline extends Error {}

function failureOf(error: unknown, offline: boolean): Unverified {
  return offline ? unverified("offline", "nobody was asked (--offline)") : unverifiedBecause(error);
}

function fresh(verdict: Verdict, { name, costUsd }: RegistryClient): RegistryAnswer {
  const { consultationNumber, checkedAt } = verdict;
  return {
    outcome: word(verdict),
    name: verdict.name,
    evidence: { registry: name, consultationNumber, checkedAt, link: null },
    fromCache: false,
    costUsd,
    savedUsd: "0",
  };
}

/** The answer for those who joined the one who asked: it is paid for once. */
function alreadyPaid(answer: RegistryAnswer): RegistryAnswer {
  return { ...answer, costUsd: "0", savedUsd: answer.costUsd === "0" ? answer.savedUsd : answer.costUsd };
}

function fromCache(verdict: Verdict, client: RegistryClient): RegistryAnswer {
  return { ...fresh(verdict, client), fromCache: true, costUsd: "0", savedUsd: client.costUsd };
}

function word({ valid }: Verdict): "valid" | "invalid" {
  return valid ? "valid" : "invalid";
}
