import { type Answer, jsonAnswer, type ReceivedRequest } from "./answer.js";
import { type StandIn, type StandInOptions, startStandIn } from "./stand-in.js";

interface RegisteredTrader {
  readonly name: string | null;
  readonly address: string | null;
}

export interface ViesStandInOptions extends StandInOptions {
  /**
   * Who is registered; `null` is a number that is not, and an answer is given as it is. Default: everybody, under a name
   * made of the number.
   */
  readonly registered?: (country: string, number: string) => RegisteredTrader | Answer | null;
}

const failed = (status: number, error: string) =>
  jsonAnswer(status, { actionSucceed: false, errorWrappers: [{ error }] });
const servicePath = "/taxation_customs/vies/rest-api";

/** The outcomes of the Commission's own test service by number; the statuses vary as they do in life. */
const testOutcomes: Readonly<Record<string, RegisteredTrader | null | Answer>> = {
  "100": { name: "John Doe", address: "123 Main St, Anytown, UK" },
  "200": null,
  "201": failed(400, "INVALID_INPUT"),
  "202": failed(400, "INVALID_REQUESTER_INFO"),
  "300": failed(500, "SERVICE_UNAVAILABLE"),
  "301": failed(200, "MS_UNAVAILABLE"),
  "302": failed(200, "TIMEOUT"),
  "400": failed(400, "VAT_BLOCKED"),
  "401": failed(400, "IP_BLOCKED"),
  "500": failed(200, "GLOBAL_MAX_CONCURRENT_REQ"),
  "501": failed(200, "GLOBAL_MAX_CONCURRENT_REQ_TIME"),
  "600": failed(200, "MS_MAX_CONCURRENT_REQ"),
  "601": failed(200, "MS_MAX_CONCURRENT_REQ_TIME"),
};

const everybody = (country: string, number: string): RegisteredTrader => ({
  name: `Trader ${country}${number}`,
  address: `${number.slice(0, 2)} Market Street\n${country}-1000 CAPITAL`,
});

/** VIES over REST. The three-digit numbers of its test service work under the ordinary address too. */
export function startVies(options: ViesStandInOptions = {}): Promise<StandIn> {
  const { registered = everybody } = options;

  function answer(request: ReceivedRequest): Answer {
    if (request.path === `${servicePath}/check-status`)
      return jsonAnswer(200, { vow: { available: true }, countries: [] });
    if (request.method !== "POST" || !/\/check-vat-(number|test-service)$/.test(request.path)) {
      return { status: 404, headers: { "content-type": "text/html" }, body: "<html><body>404</body></html>" };
    }
    const asked = askedNumber(request);
    if (asked === null) return failed(400, "INVALID_INPUT");
    const { countryCode, vatNumber } = asked;
    const outcome = vatNumber in testOutcomes ? testOutcomes[vatNumber] : registered(countryCode, vatNumber);
    if (outcome && "status" in outcome) return outcome;
    return jsonAnswer(200, {
      countryCode,
      vatNumber,
      requestDate: new Date().toISOString(),
      valid: outcome !== null && outcome !== undefined,
      requestIdentifier: asked.requesterNumber === undefined ? "" : `WAPIAAAA${vatNumber}`,
      name: outcome?.name ?? "---",
      address: outcome?.address ?? "---",
    });
  }

  return startStandIn(
    {
      keyOf: (request) => {
        const asked = askedNumber(request);
        return asked === null ? request.path : asked.countryCode + asked.vatNumber;
      },
      answer,
      limited: jsonAnswer(429, { message: "API rate limit exceeded" }),
      refusal: failed(200, "MS_UNAVAILABLE"),
    },
    { requestLimit: { limit: 2, periodMs: 1_000 }, ...options },
  );
}

function askedNumber({ body }: ReceivedRequest) {
  try {
    const { countryCode, vatNumber, requesterNumber } = JSON.parse(body);
    return typeof countryCode === "string" && /^[A-Z]{2}$/.test(countryCode) && typeof vatNumber === "string"
      ? { countryCode, vatNumber, requesterNumber }
      : null;
  } catch {
    return null;
  }
}
