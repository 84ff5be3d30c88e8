import { isServiceError } from "@tidegate/integrations";
import type { Clients } from "../services/clients.js";

/** How a service is doing, as one cheap question to it showed. */
export interface ProbeResult {
  readonly service: string;
  readonly baseUrl: string | null;
  readonly state: "reachable" | "failing" | "not-configured" | "not-asked";
  readonly latencyMs: number | null;
  /** What came back, or what to do. */
  readonly detail: string;
}

/** A question that costs nothing, and what its answer says in a few words. */
type Question = (signal: AbortSignal) => Promise<string>;

const patienceMs = 10_000;

/** Asks every configured service one question, all at once, each for ten seconds at most. */
export function probeServices(clients: Clients, offline: boolean, now: () => number): Promise<readonly ProbeResult[]> {
  const { ecb, frankfurter, openErApi, currencyApi, vies, hmrc, serper } = clients;
  const ask = (client: { readonly name: string; state(): { readonly baseUrl: string } }, question: Question) =>
    offline ? notAsked(client.name, client.state().baseUrl) : probe(client.name, client.state().baseUrl, question, now);
  return Promise.all([
    ask(ecb, async (signal) => `rates of ${(await ecb.publications("latest", { signal }))[0]?.date}`),
    ask(frankfurter, async (signal) => `rates of ${(await frankfurter.publication("latest", { signal })).date}`),
    ask(openErApi, async (signal) => `rates of ${(await openErApi.latest("EUR", { signal })).date}`),
    ask(currencyApi, async (signal) => `rates of ${(await currencyApi.publication("latest", "EUR", { signal })).date}`),
    ask(vies, async (signal) => `${(await vies.availableCountries({ signal })).length} countries available`),
    hmrc === null
      ? missing(
          "hmrc",
          "set TIDEGATE_HMRC_CLIENT_ID and TIDEGATE_HMRC_CLIENT_SECRET, or TIDEGATE_HMRC_URL for a gateway that adds them, to have GB numbers checked",
        )
      : notAsked("hmrc", hmrc.state().baseUrl, "configured; each question names a company, so none is asked here"),
    serper === null
      ? missing("serper", "optional: set TIDEGATE_SERPER_API_KEY to look for web evidence of unverified VAT numbers")
      : notAsked("serper", serper.state().baseUrl, "configured; each question costs money, so none is asked here"),
  ]);
}

async function probe(service: string, baseUrl: string, question: Question, now: () => number): Promise<ProbeResult> {
  const started = now();
  try {
    const detail = await question(AbortSignal.timeout(patienceMs));
    return { service, baseUrl, state: "reachable", latencyMs: Math.round(now() - started), detail };
  } catch (error) {
    const message = isServiceError(error) ? error.message : `no answer within ${patienceMs / 1000} s`;
    return { service, baseUrl, state: "failing", latencyMs: null, detail: message };
  }
}

function notAsked(service: string, baseUrl: string, detail = "not asked (--offline)"): ProbeResult {
  return { service, baseUrl, state: "not-asked", latencyMs: null, detail };
}

function missing(service: string, detail: string): ProbeResult {
  return { service, baseUrl: null, state: "not-configured", latencyMs: null, detail };
}
