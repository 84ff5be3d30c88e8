import { strToU8, zipSync } from "fflate";
import type { Answer } from "./answer.js";
import { firstDay, type ReferenceDay, referenceDayBy, referenceDays, today } from "./reference-rates.js";
import { type StandIn, type StandInOptions, startStandIn } from "./stand-in.js";

export interface EcbStandInOptions extends StandInOptions {
  /** The newest day it has published. Default today. */
  readonly today?: string;
  /** The first day of its history. Default 1999-01-04: some hundred ms to make when first asked. */
  readonly historyFrom?: string;
  /** Whether it has the zipped history. Default true. */
  readonly zip?: boolean;
}

const folder = "/stats/eurofxref/";
const notFound: Answer = {
  status: 404,
  headers: { "content-type": "text/html" },
  body: "<!DOCTYPE html><html><body><h1>Page not found</h1></body></html>",
};

/** The European Central Bank's files of reference rates, with rates of our own making. */
export function startEcb(options: EcbStandInOptions = {}): Promise<StandIn> {
  const newest = options.today ?? today();
  const from = options.historyFrom ?? firstDay;
  const ninetyDaysAgo = new Date(Date.parse(newest) - 90 * 86_400_000).toISOString().slice(0, 10);
  const latest = () => [referenceDayBy(newest)].filter((day) => day !== null);
  const history = once(() => zipSync({ "eurofxref-hist.csv": strToU8(historyCsv(referenceDays(from, newest))) }));

  const files: Readonly<Record<string, () => Answer>> = {
    "eurofxref-daily.xml": () => xmlAnswer(latest()),
    "eurofxref-hist-90d.xml": () => xmlAnswer(referenceDays(ninetyDaysAgo, newest)),
    "eurofxref-hist.xml": () => xmlAnswer(referenceDays(from, newest)),
    "eurofxref-hist.zip": () =>
      options.zip === false
        ? notFound
        : { status: 200, headers: { "content-type": "application/zip" }, body: history() },
  };

  return startStandIn(
    {
      keyOf: ({ path }) => path.slice(folder.length),
      answer: ({ path }) => (path.startsWith(folder) ? files[path.slice(folder.length)]?.() : undefined) ?? notFound,
      limited: { status: 429, headers: { "content-type": "text/html" }, body: "<h1>Too Many Requests</h1>" },
    },
    options,
  );
}

function xmlAnswer(days: readonly ReferenceDay[]): Answer {
  const cubes = days.map(({ date, rates }) => {
    const lines = Object.entries(rates).map(([code, rate]) => `\t\t\t<Cube currency='${code}' rate='${rate}'/>`);
    return `\t\t<Cube time='${date}'>\n${lines.join("\n")}\n\t\t</Cube>`;
  });
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
\t<gesmes:subject>Reference rates</gesmes:subject>
\t<gesmes:Sender>
\t\t<gesmes:name>European Central Bank</gesmes:name>
\t</gesmes:Sender>
\t<Cube>
${cubes.join("\n")}
\t</Cube>
</gesmes:Envelope>`;
  return { status: 200, headers: { "content-type": "text/xml" }, body };
}

function historyCsv(days: readonly ReferenceDay[]): string {
  const codes = Object.keys(days[0]?.rates ?? {});
  const lines = days.map(({ date, rates }) => `${date},${codes.map((code) => rates[code] ?? "N/A").join(",")},`);
  return [`Date,${codes.join(",")},`, ...lines, ""].join("\n");
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
