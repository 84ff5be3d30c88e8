import type { RatePublication } from "../rates/publication.js";
import { connect, type ServiceState } from "../service/connect.js";
import type { ServiceCall, ServiceSettings } from "../service/settings.js";
import { frankfurterContract } from "./contract.js";

export interface Frankfurter {
  readonly name: "frankfurter";
  readonly costUsd: string;
  /**
   * The reference rates against the euro that applied on a day: of the newest working day not after it.
   *
   * @param date `YYYY-MM-DD` or `latest`
   * @throws ServiceError, `NOT_FOUND` for days before the first publication
   */
  publication(date: string, call?: ServiceCall): Promise<RatePublication>;
  state(): ServiceState;
  close(): void;
}

/** @example const { rates } = await createFrankfurter().publication("2024-01-13"); // a Saturday: Friday's rates */
export function createFrankfurter(settings: ServiceSettings = {}): Frankfurter {
  const connection = connect(frankfurterContract, settings);
  return {
    name: "frankfurter",
    costUsd: connection.costUsd,
    publication: (date, call) => connection.call("publication", { date, base: "EUR" }, call),
    state: connection.state,
    close: connection.close,
  };
}
