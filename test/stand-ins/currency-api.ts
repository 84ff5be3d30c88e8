import { type Answer, jsonAnswer, type ReceivedRequest } from "./answer.js";
import { against, referenceDayBy, today } from "./reference-rates.js";
import { type StandIn, type StandInOptions, startStandIn } from "./stand-in.js";

export interface CurrencyApiStandInOptions extends StandInOptions {
  /** The newest version there is. Default today. */
  readonly today?: string;
}

const address = /^\/npm\/@fawazahmed0\/currency-api@(latest|\d{4}-\d{2}-\d{2})\/v1\/currencies\/([a-z0-9]+)\.json$/;
const firstVersion = "2024-03-02";
const notFound: Answer = {
  status: 404,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body: "Couldn't find the requested release version.",
};

/** fawazahmed0's currency API on its CDN: one version a calendar day, lower-case codes, tokens among the currencies. */
export function startCurrencyApi(options: CurrencyApiStandInOptions = {}): Promise<StandIn> {
  const newest = options.today ?? today();

  function answer({ path }: ReceivedRequest): Answer {
    const [, version, code = ""] = address.exec(path) ?? [];
    if (version === undefined) return notFound;
    const date = version === "latest" ? newest : version;
    const day = date < firstVersion || date > newest ? null : referenceDayBy(date);
    const rates = day === null ? null : against(code.toUpperCase(), day);
    if (rates === null) return notFound;
    const table = Object.fromEntries(Object.entries(rates).map(([name, rate]) => [name.toLowerCase(), rate]));
    return jsonAnswer(200, { date, [code]: { "1inch": 4.21093377, ...table, btc: 0.0000091, usdt: table.usd } });
  }

  return startStandIn(
    {
      keyOf: ({ path }) => (address.exec(path) ?? []).slice(1).join(" "),
      answer,
      limited: { status: 429, headers: { "content-type": "text/plain" }, body: "Too many requests" },
    },
    options,
  );
}
