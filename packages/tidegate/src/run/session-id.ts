import { randomBytes } from "node:crypto";

/** Names a run: `20261121T201405-7f3a`, sortable by time and unlikely to meet another's. */
export function sessionId(startedAt: Date, random: () => string = () => randomBytes(2).toString("hex")): string {
  const time = startedAt.toISOString().slice(0, 19).replace(/[-:]/g, "");
  return `${time}-${random()}`;
}
