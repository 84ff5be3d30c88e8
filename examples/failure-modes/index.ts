/** All five failure modes, one after the other: `npx tsx examples/failure-modes/index.ts`. */
import { run as breakerFalsePositives } from "./breaker-false-positives.js";
import { run as queueExhaustion } from "./queue-exhaustion.js";
import { run as retryStorm } from "./retry-storm.js";
import { run as retryingWhatCanNotSucceed } from "./retrying-what-can-not-succeed.js";
import { show } from "./simulation.js";
import { run as stuckDegradation } from "./stuck-degradation.js";

for (const run of [retryStorm, breakerFalsePositives, queueExhaustion, stuckDegradation, retryingWhatCanNotSucceed]) {
  await show<unknown>(run);
}
