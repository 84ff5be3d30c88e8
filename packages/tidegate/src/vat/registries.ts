import type { VatRegistry } from "@tidegate/invoices";
import { type CacheStore, cache } from "@tidegate/resilience";
import type { Clients } from "../services/clients.js";
import { createVatRegistry, type RegistryClient } from "./registry.js";
import type { Unverified, Verdict } from "./registry-answer.js";
import { webEvidenceSearch } from "./web-evidence.js";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Countries VIES answers for: the member states by their VAT prefixes, and Northern Ireland. */
const viesCountries = new Set(
  "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".split(" "),
);

/** The registries of this installation: VIES for the EU and XI, HMRC for GB. */
export function openVatRegistries(
  clients: Clients,
  store: (name: string) => CacheStore,
  offline: boolean,
): VatRegistry {
  const { vies, hmrc, serper } = clients;
  const viesClient: RegistryClient = {
    name: "vies",
    costUsd: vies.costUsd,
    check: (number, signal) => vies.check(number, { signal }),
  };
  const hmrcClient: RegistryClient | null = hmrc && {
    name: "hmrc",
    costUsd: hmrc.costUsd,
    check: (number, signal) => hmrc.check(number, { signal }),
  };
  return createVatRegistry({
    clientFor: (country) => (viesCountries.has(country) ? viesClient : country === "GB" ? hmrcClient : undefined),
    verdicts: cache<Verdict>({ name: "vat verdicts", ttlMs: dayMs, lastKnownGoodMs: 90 * dayMs, store: store("vat") }),
    failures: cache<Unverified>({ name: "vat failures", ttlMs: 5 * minuteMs }),
    searchEvidence: serper && webEvidenceSearch(serper, store("web-evidence")),
    offline,
  });
}
