import { jsonAnswer, type ReceivedRequest } from "./answer.js";
import { against, referenceDayBy, today } from "./reference-rates.js";
import { type StandIn, type StandInOptions, startStandIn } from "./stand-in.js";

export interface FrankfurterStandInOptions extends StandInOptions {
  /** The newest day it has published. Default today. */
  readonly today?: string;
}

const notFound = jsonAnswer(404, { message: "not found" });

/** Frankfurter, version 1: `/v1/latest` and `/v1/{date}`, with `base` and `symbols`. */
export function startFrankfurter(options: FrankfurterStandInOptions = {}): Promise<StandIn> {
  const newest = options.today ?? today();

  function answer({ path, query }: ReceivedRequest) {
    const asked = /^\/v1\/(latest|\d{4}-\d{2}-\d{2})$/.exec(path)?.[1];
    if (asked === undefined) return notFound;
    const day = referenceDayBy(asked === "latest" || asked > newest ? newest : asked);
    const base = query.get("base") ?? "EUR";
    if (day === null) return notFound;
    // Against the euro the digits are the published ones; another base is computed.
    const table = base === "EUR" ? numbers(day.rates) : against(base, day);
    if (table === null) return notFound;
    const symbols = query.get("symbols")?.split(",");
    const rates = Object.entries(table).filter(([code]) => code !== base && (symbols?.includes(code) ?? true));
    return jsonAnswer(200, { amount: 1, base, date: day.date, rates: Object.fromEntries(rates) });
  }

  return startStandIn(
    {
      keyOf: ({ path }) => path.slice("/v1/".length),
      answer,
      limited: jsonAnswer(429, { message: "too many requests" }),
    },
    options,
  );
}

function numbers(rates: Readonly<Record<string, string>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(rates).map(([code, rate]) => [code, Number(rate)]));
}
