import { join } from "node:path";
import { seededRandom } from "@tidegate/resilience/testing";
import { type StandIns, startStandIns } from "../../test/stand-ins/start-stand-ins.js";
import { germanVatNumber, writeInvoiceLines } from "../invoice-lines.js";
import type { Figure } from "../report.js";
import { countOutcomes } from "../results-lines.js";
import { runTidegate } from "../whole-process.js";

const vendors = 60;
const count = 5_000;
const possible = (vendor: number) => germanVatNumber(vendor + Math.floor(vendor / 9));

/** One upstream call in twenty fails, in every way a service can fail. */
export async function randomFailures(workFolder: string): Promise<readonly Figure[]> {
  const scenario = "5 % of calls fail";
  const standIns = await startStandIns({ latencyMs: 100, faults: { rate: 0.05, random: seededRandom(7) } });
  try {
    const input = join(workFolder, "failures-input.jsonl");
    await writeInvoiceLines(input, { count, vendors, seed: 4, days: 60, vatNumber: possible });
    const output = join(workFolder, "failures.jsonl");
    const { seconds, exitCode, stderr } = await runTidegate(
      [
        "enhance",
        input,
        "--quiet",
        "--format",
        "jsonl",
        "--output",
        output,
        "--data",
        join(workFolder, "failures-data"),
      ],
      { ...standIns.environment, TIDEGATE_ECB_URL: "http://127.0.0.1:1" },
    );
    if (exitCode !== 0) throw new Error(`enhance failed: ${stderr}`);
    const outcome = await countOutcomes(output);
    const faults = [...standIns.vies.calls, ...standIns.frankfurter.calls].filter(({ outcome }) => outcome !== 200);
    const share = outcome.degraded / outcome.documents;
    return [
      {
        scenario,
        measure: `invoices degraded, of ${count} (${faults.length} calls failed)`,
        bar: "under 0.1 %",
        measured: `${(share * 100).toFixed(2)} % in ${seconds.toFixed(0)} s`,
        holds: share < 0.001,
      },
      {
        scenario,
        measure: "invoices lost; outages called invalid",
        bar: "0; 0",
        measured: `${count - outcome.documents + outcome.errors}; ${outcome.vat.invalid ?? 0}`,
        holds: outcome.documents === count && outcome.errors === 0 && (outcome.vat.invalid ?? 0) === 0,
      },
    ];
  } finally {
    await standIns.close();
  }
}

/** VIES goes down for good in the middle of a batch, and is back for the next run. */
export async function outage(workFolder: string): Promise<readonly Figure[]> {
  const scenario = "VIES down, then back";
  const standIns = await startStandIns({ latencyMs: 100 });
  try {
    const input = join(workFolder, "outage-input.jsonl");
    await writeInvoiceLines(input, { count: 2_000, vendors, seed: 5, days: 60, vatNumber: possible });
    const first = await runDuringOutage(input, workFolder, standIns);
    await standIns.vies.up();
    const callsBefore = standIns.vies.calls.length;
    const ratesBefore = standIns.ecb.calls.length + standIns.frankfurter.calls.length;
    const second = await enhance(input, "outage-second", workFolder, standIns);
    const asked = standIns.vies.calls.slice(callsBefore).map(({ key }) => key);
    const ratesAsked = standIns.ecb.calls.length + standIns.frankfurter.calls.length - ratesBefore;
    const repaired = new Set(asked);
    const onlyUnverified = asked.every((number) => first.unverifiedNumbers.has(number));
    return [
      {
        scenario,
        measure: "the batch ends; invoices unverified, called invalid, lost",
        bar: "under 120 s; some, 0, 0",
        measured: `${first.seconds.toFixed(0)} s; ${first.vat.unverified ?? 0}, ${first.vat.invalid ?? 0}, ${2_000 - first.documents}`,
        holds:
          first.seconds < 120 &&
          (first.vat.unverified ?? 0) > 0 &&
          (first.vat.invalid ?? 0) === 0 &&
          first.documents === 2_000,
      },
      {
        scenario,
        measure: "the next run asks for what was unverified, and for nothing else",
        bar: `${first.unverifiedNumbers.size} numbers, 0 rates`,
        measured: `${repaired.size} numbers in ${asked.length} calls, ${ratesAsked} rates, ${second.vat.unverified ?? 0} unverified left`,
        holds:
          onlyUnverified &&
          asked.length === first.unverifiedNumbers.size &&
          ratesAsked === 0 &&
          (second.vat.unverified ?? 0) === 0,
      },
    ];
  } finally {
    await standIns.close();
  }
}

const answersBeforeTheOutage = 20;

async function runDuringOutage(input: string, workFolder: string, standIns: StandIns) {
  const { vies } = standIns;
  const watch = setInterval(() => {
    if (vies.calls.length < answersBeforeTheOutage) return;
    clearInterval(watch);
    void vies.down();
  }, 20);
  try {
    return await enhance(input, "outage-first", workFolder, standIns);
  } finally {
    clearInterval(watch);
  }
}

async function enhance(input: string, name: string, workFolder: string, { environment }: StandIns) {
  const output = join(workFolder, `${name}.jsonl`);
  const { seconds, exitCode, stderr } = await runTidegate(
    ["enhance", input, "--quiet", "--format", "jsonl", "--output", output, "--data", join(workFolder, "outage-data")],
    environment,
  );
  if (exitCode !== 0) throw new Error(`enhance failed: ${stderr}`);
  return { seconds, ...(await countOutcomes(output)) };
}
