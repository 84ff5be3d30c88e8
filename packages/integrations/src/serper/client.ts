import { connect, type ServiceState } from "../service/connect.js";
import type { ServiceCall, ServiceSettings } from "../service/settings.js";
import { serperContract } from "./contract.js";

export interface SerperSettings extends ServiceSettings {
  readonly apiKey: string;
}

export interface SearchResult {
  readonly title: string;
  readonly link: string;
  /** Plain text without control characters, at most 1,000 characters; may be empty. */
  readonly snippet: string;
}

export interface Serper {
  readonly name: "serper";
  readonly costUsd: string;
  /**
   * The first ten results of a web search. Each call is paid for.
   *
   * @throws ServiceError
   */
  search(query: string, call?: ServiceCall): Promise<readonly SearchResult[]>;
  state(): ServiceState;
  close(): void;
}

/** @example const [first] = await createSerper({ apiKey }).search('"IT00159560366"'); */
export function createSerper(settings: SerperSettings): Serper {
  const connection = connect(serperContract, settings);
  return {
    name: "serper",
    costUsd: connection.costUsd,
    search: (query, call) => connection.call("search", { q: query, num: 10 }, call),
    state: connection.state,
    close: connection.close,
  };
}
