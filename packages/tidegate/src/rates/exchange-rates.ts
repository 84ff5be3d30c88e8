import { type ExchangeRates, type RateRequest, utcDay } from "@tidegate/invoices";
import type { ExchangeRatesSettings } from "./exchange-rates-settings.js";
import { findQuote, type RateAnswer } from "./find-quote.js";

interface Remembered {
  readonly answer: RateAnswer;
  /** Milliseconds since the epoch; infinite for the settled rate of a past day. */
  readonly until: number;
}

/** Rates of today, and makeshift ones, are looked at again after so long within one process. */
const rememberMs = 60_000;
/** Pairs and days remembered; beyond it the oldest are looked up again. */
const rememberAtMost = 20_000;

/**
 * Exchange rates from the first source that has them: what is stored and settled, the sources in order, the newest
 * stored publication, the bundled snapshot. The last two say that they are stale.
 */
export function createExchangeRates(settings: ExchangeRatesSettings): ExchangeRates {
  const remembered = new Map<string, Remembered>();
  const inFlight = new Map<string, Promise<RateAnswer>>();

  const quote = (request: RateRequest, signal?: AbortSignal): RateAnswer | Promise<RateAnswer> => {
    const now = settings.wallNow();
    const today = utcDay(now);
    const date = request.date === "latest" ? today : request.date;
    const key = `${date}${request.from}${request.to}`;
    const known = remembered.get(key);
    if (known !== undefined && known.until > now) return known.answer;
    const underway = inFlight.get(key);
    if (underway !== undefined) return underway.then(asRepeated);
    const search = findQuote({ ...request, date }, today, settings, signal)
      .then((answer) => {
        if (remembered.size >= rememberAtMost) remembered.delete(remembered.keys().next().value ?? "");
        const settled = !("unavailable" in answer) && !answer.stale && date < today;
        remembered.set(key, {
          answer: asRepeated(answer),
          until: settled ? Number.POSITIVE_INFINITY : now + rememberMs,
        });
        return answer;
      })
      .finally(() => inFlight.delete(key));
    inFlight.set(key, search);
    return search;
  };

  return { quote };
}

/** The same answer for the next who asks: a call was saved. */
function asRepeated(answer: RateAnswer): RateAnswer {
  if ("unavailable" in answer) return answer;
  return { ...answer, fromCache: true, costUsd: "0", savedUsd: answer.fromCache ? answer.savedUsd : answer.costUsd };
}
