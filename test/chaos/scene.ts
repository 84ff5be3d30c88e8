import { createServer } from "node:net";
import { join } from "node:path";
import type { EnhancedInvoice } from "@tidegate/invoices";
import type { TestContext } from "vitest";
import { type Finished, jsonLines, type ProcessOptions, runTidegate, scratchFolder } from "../e2e/run-tidegate.js";
import { type StandIns, type StandInsOptions, startStandIns } from "../stand-ins/start-stand-ins.js";

/** A test's own services, data folder and folder for files. */
export interface Scene {
  readonly standIns: StandIns;
  readonly folder: string;
  /** `tidegate` with the scene's data folder and services; `environment` comes on top. */
  run(words: readonly string[], options?: ProcessOptions): Promise<Finished>;
  /** Enhances documents from standard input and gives the results in order. */
  enhance(documents: readonly FlatInvoice[], ...words: readonly string[]): Promise<readonly EnhancedInvoice[]>;
  /** What `vat -` says to numbers, in order. */
  vat(numbers: readonly string[], ...words: readonly string[]): Promise<readonly VatLine[]>;
}

export interface FlatInvoice {
  readonly invoice_id: string;
  readonly vendor: string;
  readonly amount: string;
  readonly currency: string;
  readonly vat_number?: string;
  readonly date: string;
}

interface VatLine {
  readonly input: string;
  readonly number: string;
  readonly country: string | null;
  readonly status: "valid" | "invalid" | "unverified";
  readonly reason: string | null;
  readonly checks: unknown;
}

/** Stand-ins without limits, unless a test is about them, and a history short enough to be made at once. */
export async function startScene(
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
  options: StandInsOptions = {},
): Promise<Scene> {
  const standIns = await startStandIns({ limits: false, historyFrom: daysAgo(400), ...options });
  onTestFinished(() => standIns.close());
  const folder = await scratchFolder();
  const run = (words: readonly string[], { environment, ...rest }: ProcessOptions = {}) =>
    runTidegate([...words, "--data", join(folder, "data")], {
      ...rest,
      environment: { ...standIns.environment, ...environment },
    });
  const lines = async <Line>(command: readonly string[], stdin: string) => {
    const { stdout, stderr, exitCode } = await run([...command, "--quiet", "--format", "jsonl"], { stdin });
    if (exitCode !== 0) throw new Error(`${command.join(" ")} ended with ${exitCode}: ${stderr}`);
    return jsonLines<Line>(stdout);
  };
  return {
    standIns,
    folder,
    run,
    enhance: (documents, ...words) =>
      lines(["enhance", "-", ...words], documents.map((document) => JSON.stringify(document)).join("\n")),
    vat: (numbers, ...words) => lines(["vat", "-", ...words], numbers.join("\n")),
  };
}

/** Numbers that pass their check digits, so that the registry is asked about them. */
export const germanNumbers: readonly string[] =
  "DE100000008 DE100079197 DE100158389 DE100237572 DE100316766 DE100395954 DE100475147 DE100554339 DE100633527".split(
    " ",
  );

export function invoice(changes: Partial<FlatInvoice> = {}): FlatInvoice {
  return {
    invoice_id: "A-1",
    vendor: "Nord Supplies GmbH",
    amount: "100.00",
    currency: "USD",
    vat_number: "DE136695976",
    date: daysAgo(30),
    ...changes,
  };
}

/** A day so many days before today, in UTC. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

/** The working days before today, newest first: each has rates of its own. */
export function workingDays(count: number): readonly string[] {
  const days = Array.from({ length: count * 2 + 3 }, (_, index) => daysAgo(index + 3));
  return days
    .filter((day) => ![0, 6].includes(new Date(day).getUTCDay()) && !holidays.has(day.slice(5)))
    .slice(0, count);
}

const holidays: ReadonlySet<string> = new Set(["01-01", "05-01", "12-25", "12-26"]);

/** What a judgement is made of, without the times and costs of making it. */
export function judgement({ invoice, vat, findings, risk, decision }: EnhancedInvoice): unknown {
  return { invoice, vat: vat.seller?.status, name: vat.seller?.name, findings, risk, decision };
}

/** An address at which nobody listens any more. */
export function deserted(): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(`http://127.0.0.1:${port}`));
    });
  });
}

/** Everything that Tidegate asks, at one address. */
export function everythingAt(url: string): Readonly<Record<string, string>> {
  const services = ["ECB", "FRANKFURTER", "ER_API", "CURRENCY_API", "VIES", "HMRC", "SERPER"];
  return Object.fromEntries(services.map((name) => [`TIDEGATE_${name}_URL`, url]));
}
