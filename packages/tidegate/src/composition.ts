import { resolve } from "node:path";
import {
  defaultRiskPolicy,
  type EnhancementSettings,
  parseColumnMap,
  type RatePublication,
  type ReadOutcome,
  type RiskPolicy,
} from "@tidegate/invoices";
import { systemClock } from "@tidegate/resilience";
import type { Configuration } from "./configuration/schema.js";
import { openDocuments } from "./intake/index.js";
import { bundledSnapshot } from "./rates/bundled.js";
import { openExchangeRates } from "./rates/chain.js";
import { type Clients, closeClients, createClients } from "./services/clients.js";
import { type DataFolder, openDataFolder } from "./storage/data-folder.js";
import { openVatRegistries } from "./vat/registries.js";
import { version } from "./version.js";

/** What a command says about the run it wants. */
export interface RunChoices {
  readonly data: string;
  readonly offline?: boolean;
  readonly profile: Configuration["profile"];
  readonly targets?: readonly string[];
  readonly rateDate?: "invoice" | "latest";
  readonly sessionId?: string;
}

/** The program, put together for one command. */
export interface Application {
  readonly settings: EnhancementSettings;
  readonly clients: Clients;
  readonly folder: DataFolder;
  readonly bundledRates: () => RatePublication;
  openDocuments(paths: readonly string[], options: DocumentChoices): AsyncIterable<readonly ReadOutcome[]>;
  close(): Promise<void>;
}

interface DocumentChoices {
  /** `--map`, as written. */
  readonly map?: string | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
}

/** Wires adapters to the domain's ports, by hand and in one place. Throws `ConfigurationError` or `StorageError`. */
export async function openApplication(configuration: Configuration, choices: RunChoices): Promise<Application> {
  const clients = createClients(configuration, choices.profile);
  const folder = await openDataFolder(choices.data);
  const cacheStore = (name: string) => folder.caches.store(name);
  const offline = choices.offline === true;
  const settings: EnhancementSettings = {
    rates: openExchangeRates(clients, folder.rates, cacheStore, offline),
    registry: openVatRegistries(clients, cacheStore, offline),
    memory: folder.ledger,
    clock: systemClock,
    policy: riskPolicy(configuration),
    targets: choices.targets ?? configuration.targets,
    rateDate: choices.rateDate ?? "invoice",
    sessionId: choices.sessionId ?? "",
    fileIdentity: fullPaths(),
    version,
  };
  return {
    settings,
    clients,
    folder,
    bundledRates: bundledSnapshot,
    openDocuments: (paths, { map, ...options }) =>
      openDocuments(paths, { ...options, ...(map === undefined ? {} : { columnMap: parseColumnMap(map) }) }),
    close: async () => {
      closeClients(clients);
      await folder.close();
    },
  };
}

function riskPolicy({ risk }: Configuration): RiskPolicy {
  return {
    ...defaultRiskPolicy,
    ...(risk?.reviewFrom === undefined ? {} : { reviewFrom: risk.reviewFrom }),
    ...(risk?.approvalThresholds === undefined ? {} : { approvalThresholds: risk.approvalThresholds }),
    points: { ...defaultRiskPolicy.points, ...risk?.points },
  };
}

/** Full paths of files, the last one kept: a file of a million lines asks a million times. */
function fullPaths(): (file: string) => string {
  let last = { file: "", path: "" };
  return (file) => {
    if (file !== last.file) last = { file, path: file === "-" ? file : resolve(file) };
    return last.path;
  };
}
