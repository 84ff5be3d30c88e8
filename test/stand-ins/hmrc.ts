import { type Answer, jsonAnswer, type ReceivedRequest } from "./answer.js";
import { type StandIn, type StandInOptions, startStandIn } from "./stand-in.js";

export interface HmrcStandInOptions extends StandInOptions {
  /** The name under which a number is registered, or `null`. Default: everybody but numbers that start with 999. */
  readonly registered?: (vrn: string) => string | null;
  /** Default `test-client` and `test-secret`. */
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Default 14,400. */
  readonly tokenLifeSeconds?: number;
}

export interface HmrcStandIn extends StandIn {
  /** How many tokens were given out. */
  tokensIssued(): number;
  /** Every token given out so far is refused from now on. */
  revokeTokens(): void;
}

const failure = (status: number, code: string, message: string) => jsonAnswer(status, { code, message });
const lookup = /^\/organisations\/vat\/check-vat-number\/lookup\/([^/]+)(?:\/([^/]+))?$/;

/** HMRC's "Check a UK VAT number" 2.0 behind its OAuth 2.0 token endpoint. */
export async function startHmrc(options: HmrcStandInOptions = {}): Promise<HmrcStandIn> {
  const { registered = (vrn: string) => (vrn.startsWith("999") ? null : `Company ${vrn} Ltd`) } = options;
  const { clientId = "test-client", clientSecret = "test-secret", tokenLifeSeconds = 14_400 } = options;
  const validUntil = new Map<string, number>();
  let issued = 0;

  function token({ body }: ReceivedRequest): Answer {
    const form = new URLSearchParams(body);
    if (form.get("client_id") !== clientId || form.get("client_secret") !== clientSecret) {
      return jsonAnswer(401, { error: "invalid_client", error_description: "invalid client id or secret" });
    }
    if (form.get("grant_type") !== "client_credentials" || form.get("scope") !== "read:vat") {
      return jsonAnswer(400, { error: "invalid_request" });
    }
    issued += 1;
    const value = `token-${issued}`;
    validUntil.set(value, Date.now() + tokenLifeSeconds * 1_000);
    return jsonAnswer(200, {
      access_token: value,
      token_type: "bearer",
      expires_in: tokenLifeSeconds,
      scope: "read:vat",
    });
  }

  function answer(request: ReceivedRequest): Answer {
    if (request.method === "POST" && request.path === "/oauth/token") return token(request);
    const [, target, requester] = lookup.exec(request.path) ?? [];
    if (target === undefined)
      return failure(404, "MATCHING_RESOURCE_NOT_FOUND", "A resource with that name is not here");
    if (request.headers.accept !== "application/vnd.hmrc.2.0+json") {
      return failure(406, "ACCEPT_HEADER_INVALID", "The accept header is missing or invalid");
    }
    const bearer = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    if ((validUntil.get(bearer) ?? 0) <= Date.now()) return failure(401, "INVALID_CREDENTIALS", "Invalid credentials");
    if (!/^(\d{9}|\d{12})$/.test(target)) return failure(400, "INVALID_REQUEST", "Invalid targetVrn");
    if (requester !== undefined && registered(requester) === null) {
      return failure(403, "INVALID_REQUEST", "requesterVrn does not match a registered company");
    }
    const name = registered(target);
    if (name === null) return failure(404, "NOT_FOUND", "targetVrn does not match a registered company");
    return jsonAnswer(200, {
      target: { name, vatNumber: target, address: { line1: "1 High Street", postcode: "SW1A 1AA", countryCode: "GB" } },
      ...(requester === undefined ? {} : { requester, consultationNumber: `ref-${target}` }),
      processingDate: new Date().toISOString().replace(/\.\d+Z$/, "+00:00"),
    });
  }

  const standIn = await startStandIn(
    {
      keyOf: ({ path }) => lookup.exec(path)?.[1] ?? path,
      answer,
      limited: failure(429, "MESSAGE_THROTTLED_OUT", "The request quota for the application was exceeded"),
    },
    { requestLimit: { limit: 4, periodMs: 1_000 }, ...options },
  );
  return { ...standIn, tokensIssued: () => issued, revokeTokens: () => validUntil.clear() };
}
