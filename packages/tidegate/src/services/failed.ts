import type { Clients } from "./clients.js";

/** Which services left questions unanswered, and whether any service answered at all. */
export interface FailedServices {
  readonly names: readonly string[];
  readonly noneAnswered: boolean;
}

export function failedServices(clients: Clients): FailedServices {
  const states = Object.values(clients).flatMap((client) => client?.state() ?? []);
  return {
    names: states.filter(({ failures }) => failures > 0).map(({ name }) => name),
    noneAnswered: states.every(({ lastAnswerAt }) => lastAnswerAt === null),
  };
}
