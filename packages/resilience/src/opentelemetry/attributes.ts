import type { Attributes } from "@opentelemetry/api";

/** Labels under names of their own; what OpenTelemetry has a name for goes by it. */
export function attributesOf(labels: Readonly<Record<string, string>>): Attributes {
  const attributes: Attributes = {};
  for (const [label, value] of Object.entries(labels)) {
    attributes[label === "error" ? "error.type" : `resilience.${label}`] = value;
  }
  return attributes;
}
