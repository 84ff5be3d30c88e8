export type { KeyLabels } from "../telemetry/bounded-labels.js";
export { type MeterOptions, meterEvents } from "./meter-events.js";
export { type TracingOptions, tracing } from "./tracing.js";
