import { type Clock, cache, parseRetryAfter } from "@tidegate/resilience";
import { z } from "zod";
import { exchange, type Fetch } from "../http/exchange.js";
import { ServiceError } from "../service/error.js";
import { statusFault, unbelievable } from "../service/fault.js";
import { defaultMaxBytes, json } from "../service/reply.js";
import { httpRequest } from "../service/request.js";

export interface TokenSource {
  /** A token that is good for a while yet; concurrent callers share one request for it. */
  token(signal: AbortSignal): Promise<string>;
  /** Drops a token that the service no longer takes, unless it has been renewed already. */
  forget(token: string): void;
}

// A token is renewed this long before it expires, or a tenth of its life if that is less.
const renewalMarginMs = 60_000;

const tokenReply = json(
  z.object({
    access_token: z.string().min(1),
    token_type: z.string().regex(/^bearer$/i),
    expires_in: z.coerce.number().positive(),
  }),
);

/** OAuth 2.0 client credentials (RFC 6749, section 4.4), with the credentials in the form as HMRC wants them. */
export function clientCredentials(options: {
  readonly service: string;
  readonly tokenUrl: string;
  readonly scope: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
  readonly clock: Clock;
}): TokenSource {
  const { service, fetch, clock } = options;
  const fields = {
    grant_type: "client_credentials",
    client_id: options.clientId,
    client_secret: options.clientSecret,
    scope: options.scope,
  };
  const tokens = cache<{ readonly value: string; readonly lifeMs: number }>({
    name: `${service} token`,
    ttl: ({ lifeMs }) => lifeMs - Math.min(renewalMarginMs, lifeMs / 10),
    clock,
  });

  async function request(signal: AbortSignal) {
    const asked = httpRequest(
      { method: "POST", path: "", body: "form" },
      options.tokenUrl,
      fields,
      { ...options.headers, accept: tokenReply.accept },
      true,
    );
    const reply = await exchange(asked, { fetch, signal, maxBytes: defaultMaxBytes });
    if (reply.status === 400 || reply.status === 401) {
      throw new ServiceError({
        service,
        code: "UNAUTHORIZED",
        message: "gives no token for these credentials: check the client id and secret",
        status: reply.status,
      });
    }
    if (reply.status !== 200) {
      const retryAfterMs = parseRetryAfter(reply.headers.get("retry-after"), clock.wallNow());
      throw statusFault(service, reply, "client-credentials", retryAfterMs);
    }
    if (!tokenReply.mediaType(reply.mediaType)) throw unbelievable(service, 200, "its token reply is no JSON");
    try {
      const body = tokenReply.read(reply.body);
      return { value: body.access_token, lifeMs: body.expires_in * 1_000 };
    } catch {
      // Without the cause: it could quote the token.
      throw unbelievable(service, 200, "its token reply is not of the documented shape");
    }
  }

  return {
    token: async (signal) => (await tokens.getOrLoad("token", (context) => request(context.signal), { signal })).value,
    forget: (token) => {
      if (tokens.peek("token")?.value.value === token) tokens.delete("token");
    },
  };
}
