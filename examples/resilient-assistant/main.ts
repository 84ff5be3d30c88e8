import { seededRandom } from "@tidegate/resilience/testing";
import { startAnsweringService } from "./answering-service.js";
import { askService } from "./ask-service.js";
import { baseFailureRate } from "./scenarios/base-failure-rate.js";
import { burst } from "./scenarios/burst.js";
import { normal } from "./scenarios/normal.js";
import { outage } from "./scenarios/outage.js";
import { transientFailures } from "./scenarios/transient-failures.js";

const service = await startAnsweringService(seededRandom(7));
// The first request pays for what the process loads then; it is nobody's.
await askService(service.url, "Where is my order?", AbortSignal.timeout(10_000));
let kept = true;
for (const scenario of [normal, transientFailures, outage, burst, baseFailureRate]) {
  kept = (await scenario(service)) && kept;
}
await service.down();
process.stdout.write(kept ? "\nAll promises kept.\n" : "\nA promise was broken.\n");
process.exitCode = kept ? 0 : 1;
