/**
 * Runs all stand-ins until interrupted and prints the environment that points Tidegate at them:
 * `npx tsx test/stand-ins/serve.ts --latency 100 --fault-rate 0.05 --seed 1`
 */
import { parseArgs } from "node:util";
import { seededRandom } from "@tidegate/resilience/testing";
import { startStandIns } from "./start-stand-ins.js";

const { values } = parseArgs({
  options: {
    latency: { type: "string", default: "100" },
    "fault-rate": { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    "no-limits": { type: "boolean", default: false },
  },
});

const faultRate = Number(values["fault-rate"]);
const standIns = await startStandIns({
  latencyMs: Number(values.latency),
  limits: !values["no-limits"],
  faults: faultRate > 0 ? { rate: faultRate, random: seededRandom(Number(values.seed)) } : null,
});
const variables = { ...standIns.environment, ...standIns.credentials };
for (const [name, value] of Object.entries(variables)) process.stdout.write(`export ${name}=${value}\n`);
process.once("SIGINT", () => standIns.close());
process.once("SIGTERM", () => standIns.close());
