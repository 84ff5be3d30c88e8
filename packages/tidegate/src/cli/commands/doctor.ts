import type { Command } from "commander";
import { openApplication } from "../../composition.js";
import type { Configuration } from "../../configuration/schema.js";
import { type ProbeResult, probeServices } from "../../doctor/probes.js";
import { type StoredState, storedState } from "../../doctor/stored-state.js";
import { labelled } from "../../output/insights/lines.js";
import { plainTable } from "../../output/plain-table.js";
import { version } from "../../version.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { type SharedOptions, withSharedOptions } from "../shared-options.js";

interface DoctorOptions extends SharedOptions {
  readonly format?: "text" | "json";
}

export function doctorCommand(program: Command, configuration: Configuration, finish: (code: ExitCode) => void): void {
  withSharedOptions(program.command("doctor").description("what is reachable, configured and stale"), configuration, [
    "text",
    "json",
  ])
    .addHelpText("after", "\nExamples:\n  tidegate doctor\n  tidegate doctor --offline --format json")
    .action(async (options: DoctorOptions) => finish(await doctor(options, configuration)));
}

async function doctor(options: DoctorOptions, configuration: Configuration): Promise<ExitCode> {
  const application = await openApplication(configuration, options);
  try {
    const services = await probeServices(application.clients, options.offline === true, () => performance.now());
    const stored = await storedState(application, Date.now());
    const report = { version, node: process.version, profile: options.profile, stored, services };
    process.stdout.write(options.format === "json" ? `${JSON.stringify(report, null, 2)}\n` : text(report));
    return exitCodes.done;
  } finally {
    await application.close();
  }
}

interface Report {
  readonly version: string;
  readonly node: string;
  readonly profile: string;
  readonly stored: StoredState;
  readonly services: readonly ProbeResult[];
}

function text({ version, node, profile, stored, services }: Report): string {
  const rows: [string, string][] = [
    ["tidegate", `${version} on Node ${node}, profile ${profile}`],
    ["data folder", `${stored.folder}${stored.sizeMb === null ? "" : `, ${stored.sizeMb} MB`}`],
    ["remembered", `${stored.documents} documents; last session ${stored.lastSession ?? "none"}`],
    ...stored.rates.map(({ source, last, publications, stale }): [string, string] => [
      `rates: ${source}`,
      `${publications} days, newest ${last}${stale ? " (stale: run tidegate rates update)" : ""}`,
    ]),
    ["rates: bundled", `of ${stored.bundledDate}, the last resort`],
  ];
  const table = plainTable(
    [{ head: "service" }, { head: "state" }, { head: "ms", align: "right" }, { head: "detail", width: 76 }],
    services.map(({ service, state, latencyMs, detail }) => [
      service,
      state.replace("-", " "),
      latencyMs === null ? "-" : String(latencyMs),
      detail,
    ]),
  );
  return `${labelled(rows)}\n\n${table}\n`;
}
