import { jsonAnswer, type ReceivedRequest } from "./answer.js";
import { against, referenceDayBy, today } from "./reference-rates.js";
import { type StandIn, type StandInOptions, startStandIn } from "./stand-in.js";

export interface OpenErApiStandInOptions extends StandInOptions {
  /** Default today. */
  readonly today?: string;
  /** The key that the paid path takes. Default `test-key`. */
  readonly apiKey?: string;
}

const failure = (status: number, type: string) => jsonAnswer(status, { result: "error", "error-type": type });

/** Both faces of ExchangeRate-API: the open `/v6/latest/{base}` and `/v6/{key}/latest/{base}`. */
export function startOpenErApi(options: OpenErApiStandInOptions = {}): Promise<StandIn> {
  const { apiKey = "test-key" } = options;
  const newest = options.today ?? today();

  function answer({ path }: ReceivedRequest) {
    const [, key, base] = /^\/v6\/(?:([^/]+)\/)?latest\/([^/]+)$/.exec(path) ?? [];
    if (base === undefined) return failure(404, "malformed-request");
    if (key !== undefined && key !== apiKey) return failure(403, "invalid-key");
    const day = referenceDayBy(newest);
    const rates = day === null ? null : against(base, day);
    if (rates === null) return failure(404, "unsupported-code");
    const updated = Date.parse(`${newest}T00:00:01Z`) / 1_000;
    return jsonAnswer(200, {
      result: "success",
      time_last_update_unix: updated,
      time_last_update_utc: new Date(updated * 1_000).toUTCString().replace("GMT", "+0000"),
      time_next_update_unix: updated + 86_400,
      base_code: base,
      [key === undefined ? "rates" : "conversion_rates"]: { [base]: 1, ...rates },
    });
  }

  return startStandIn(
    {
      keyOf: ({ path }) => path.slice(path.lastIndexOf("/") + 1),
      answer,
      limited: failure(429, "rate-limited"),
    },
    options,
  );
}
