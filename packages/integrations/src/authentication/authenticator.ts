import type { Clock } from "@tidegate/resilience";
import type { Fetch } from "../http/exchange.js";
import type { ServiceContract } from "../service/contract.js";
import { isServiceError } from "../service/error.js";
import type { Credentials } from "../service/settings.js";
import { clientCredentials, type TokenSource } from "./client-credentials.js";

/** The parts of a request that say who is asking. */
export interface Secrets {
  readonly headers: Readonly<Record<string, string>>;
  /** For the placeholders of the path. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Gives requests their secrets, and keeps them out of everything else: contracts, errors, events. */
export interface Authenticator {
  /** Runs `send` with the secrets. A token that is refused is renewed and `send` runs once more. */
  authenticated<T>(send: (secrets: Secrets) => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** @throws TypeError naming the credential that is missing */
export function authenticator(
  contract: Pick<ServiceContract, "name" | "authentication">,
  credentials: Credentials,
  connection: {
    readonly baseUrl: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly fetch: Fetch;
    readonly clock: Clock;
  },
): Authenticator {
  const { name, authentication } = contract;
  switch (authentication.kind) {
    case "none":
      return { authenticated: (send) => send({ headers: {}, fields: {} }) };
    case "api-key": {
      const headers = { [authentication.header]: required(name, "apiKey", credentials.apiKey) };
      return { authenticated: (send) => send({ headers, fields: {} }) };
    }
    case "api-key-in-path": {
      const fields = { apiKey: required(name, "apiKey", credentials.apiKey) };
      return { authenticated: (send) => send({ headers: {}, fields }) };
    }
    case "client-credentials":
      return tokenAuthenticator(
        clientCredentials({
          ...connection,
          service: name,
          tokenUrl: new URL(authentication.tokenPath, connection.baseUrl).href,
          scope: authentication.scope,
          clientId: required(name, "clientId", credentials.clientId),
          clientSecret: required(name, "clientSecret", credentials.clientSecret),
        }),
      );
  }
}

function tokenAuthenticator(tokens: TokenSource): Authenticator {
  const withToken = (token: string): Secrets => ({ headers: { authorization: `Bearer ${token}` }, fields: {} });
  return {
    async authenticated(send, signal) {
      const token = await tokens.token(signal);
      try {
        return await send(withToken(token));
      } catch (error) {
        if (!isServiceError(error, "UNAUTHORIZED") || error.status !== 401) throw error;
        tokens.forget(token);
        return send(withToken(await tokens.token(signal)));
      }
    },
  };
}

function required(service: string, setting: string, value: string | undefined): string {
  // A line break would end the header and begin another.
  if (value === undefined || value.trim() === "" || /[\r\n]/.test(value)) {
    throw new TypeError(`${service}: ${setting} must be set to use this service`);
  }
  return value.trim();
}
