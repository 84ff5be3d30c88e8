export type { KeyLabels } from "../telemetry/bounded-labels.js";
export { type PrometheusOptions, prometheusMetrics } from "./prometheus-metrics.js";
