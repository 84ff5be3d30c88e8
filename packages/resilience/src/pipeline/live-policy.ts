import type { Clock } from "../clock/clock.js";
import type { LiveSettings } from "../options/live-settings.js";
import { type Layer, layered } from "./layer.js";
import type { Policy, PolicyKind } from "./policy.js";

interface NamedSettings {
  readonly name: string;
  readonly clock: Clock;
}

type LivePolicy = Required<Pick<Policy, "clock" | "reconfigure" | "checkChanges" | "layer">> & Policy;

/** A policy of a layer and live settings, with the `features` that only it has. */
export function livePolicy<Features extends object>(
  kind: PolicyKind,
  live: LiveSettings<object, NamedSettings>,
  layer: (next: Layer) => Layer,
  features: Features,
): LivePolicy & Features {
  const face = {
    kind,
    name: live.current.name,
    clock: live.current.clock,
    get settings() {
      return live.current;
    },
    reconfigure: live.reconfigure,
    checkChanges: live.checkChanges,
    ...layered(layer),
  };
  // Not spread: that would read a feature's getters once and for all.
  const policy = Object.defineProperties(face, Object.getOwnPropertyDescriptors(features));
  return Object.freeze(policy) as LivePolicy & Features;
}
