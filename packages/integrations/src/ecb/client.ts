import type { RatePublication } from "../rates/publication.js";
import { connect, type ServiceState } from "../service/connect.js";
import { isServiceError } from "../service/error.js";
import type { ServiceCall, ServiceSettings } from "../service/settings.js";
import { ecbContract } from "./contract.js";

export type EcbRange = "latest" | "last-90-days" | "history";

export interface Ecb {
  readonly name: "ecb";
  readonly costUsd: string;
  /**
   * The ECB's reference rates against the euro, newest first. `history` is every day since 1999 in one request.
   *
   * @throws ServiceError
   */
  publications(range: EcbRange, call?: ServiceCall): Promise<readonly RatePublication[]>;
  state(): ServiceState;
  close(): void;
}

/** @example const [today] = await createEcb().publications("latest"); */
export function createEcb(settings: ServiceSettings = {}): Ecb {
  const connection = connect(ecbContract, settings);

  async function history(call?: ServiceCall): Promise<readonly RatePublication[]> {
    try {
      return await connection.call("historyZip", {}, call);
    } catch (error) {
      // The same days as XML, thirteen times the size: only where the archive is not there or is broken.
      if (!isServiceError(error, "NOT_FOUND") && !isServiceError(error, "BAD_REPLY")) throw error;
      return connection.call("historyXml", {}, call);
    }
  }

  return {
    name: "ecb",
    costUsd: connection.costUsd,
    publications: (range, call) => {
      if (range === "history") return history(call);
      return connection.call(range === "latest" ? "latest" : "last90Days", {}, call);
    },
    state: connection.state,
    close: connection.close,
  };
}
