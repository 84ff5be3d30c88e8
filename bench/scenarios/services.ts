import { join } from "node:path";
import type { StandIn } from "../../test/stand-ins/stand-in.js";
import { startStandIns } from "../../test/stand-ins/start-stand-ins.js";
import { germanVatNumber, writeInvoiceLines } from "../invoice-lines.js";
import type { Figure } from "../report.js";
import { countOutcomes } from "../results-lines.js";
import { runTidegate } from "../whole-process.js";

const latencyMs = 100;
const vendors = 40;
const days = 30;
const perSecond = 2;

/** Against services of 100 ms latency that count requests: the time the limits allow, and no call twice. */
export async function services(workFolder: string): Promise<readonly Figure[]> {
  const standIns = await startStandIns({ latencyMs });
  try {
    // The stand-in makes its history when first asked, and holds up all the others meanwhile.
    await (await fetch(`${standIns.ecb.url}/stats/eurofxref/eurofxref-hist.zip`)).arrayBuffer();
    // The archive of the ECB would answer every day at once; without it each day is a request of its own.
    const withoutEcb = { ...standIns.environment, TIDEGATE_ECB_URL: "http://127.0.0.1:1" };
    return [
      ...(await measure("rate limits, ECB up", workFolder, standIns.environment, standIns.vies, [
        { name: "ECB", calls: standIns.ecb, atMost: 1 },
        { name: "Frankfurter", calls: standIns.frankfurter, atMost: 0 },
      ])),
      ...(await measure("rate limits, ECB down", workFolder, withoutEcb, standIns.vies, [
        { name: "Frankfurter", calls: standIns.frankfurter, atMost: days },
      ])),
    ];
  } finally {
    await standIns.close();
  }
}

interface RateCalls {
  readonly name: string;
  readonly calls: StandIn;
  readonly atMost: number;
}

async function measure(
  scenario: string,
  workFolder: string,
  environment: NodeJS.ProcessEnv,
  vies: StandIn,
  rateServices: readonly RateCalls[],
): Promise<readonly Figure[]> {
  const name = scenario.replace(/\W+/g, "-");
  const input = join(workFolder, `${name}-input.jsonl`);
  // Vendor 9, 19, .. have a wrong check digit, so they are asked about by nobody; these forty are all possible.
  const vatNumber = (vendor: number) => germanVatNumber(vendor + Math.floor(vendor / 9));
  await writeInvoiceLines(input, { count: 1_000, vendors, seed: 3, days, vatNumber });
  const output = join(workFolder, `${name}.jsonl`);
  const viesBefore = vies.calls.length;
  const before = rateServices.map(({ calls }) => calls.calls.length);
  const { seconds, exitCode, stderr } = await runTidegate(
    ["enhance", input, "--quiet", "--format", "jsonl", "--output", output, "--data", join(workFolder, `${name}-data`)],
    environment,
  );
  if (exitCode !== 0) throw new Error(`enhance failed: ${stderr}`);
  const outcome = await countOutcomes(output);
  const asked = vies.calls.slice(viesBefore);
  const distinct = new Set(asked.map(({ key }) => key)).size;
  const bound = (vendors - 1) / perSecond + latencyMs / 1000;
  return [
    {
      scenario,
      measure: `1,000 invoices, ${vendors} VAT numbers at ${perSecond} a second, ${days} days`,
      bar: `within 1.1x of ${bound.toFixed(1)} s`,
      measured: `${seconds.toFixed(1)} s, ${(seconds / bound).toFixed(2)}x`,
      holds: seconds / bound <= 1.1,
    },
    {
      scenario,
      measure: "VIES calls for distinct VAT numbers",
      bar: `${vendors} for ${vendors}`,
      measured: `${asked.length} for ${distinct}, ${outcome.vat.valid ?? 0} invoices verified`,
      holds: asked.length === vendors && distinct === vendors && outcome.vat.valid === outcome.documents,
    },
    ...rateServices.map(({ name: service, calls, atMost }, index): Figure => {
      const made = calls.calls.slice(before[index] ?? 0);
      const different = new Set(made.map(({ key }) => key)).size;
      return {
        scenario,
        measure: `${service} calls for ${days} distinct days`,
        // A weekend's rate is that of the Friday before it: where that is known already, nobody is asked.
        bar: `at most ${atMost}, none twice`,
        measured: `${made.length} for ${different}`,
        holds: made.length === different && made.length <= atMost,
      };
    }),
  ];
}
