import type { Clock } from "../clock/clock.js";
import type { LiveSettings } from "../options/live-settings.js";
import { executeAlone } from "./alone.js";
import { type Layer, layered } from "./layer.js";
import type { LivePolicy, PolicyKind } from "./policy.js";

interface NamedSettings {
  readonly name: string;
  readonly clock: Clock;
}

/** A policy of a layer and live settings, with the `features` that only it has. */
export function livePolicy<Options extends object, Features extends object>(
  kind: PolicyKind,
  live: LiveSettings<Options, NamedSettings>,
  layer: (next: Layer) => Layer,
  features: Features,
): LivePolicy<Options> & Features {
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
    execute: executeAlone(() => policy),
  };
  // Not spread: that would read a feature's getters once and for all.
  const policy = Object.defineProperties(face, Object.getOwnPropertyDescriptors(features)) as LivePolicy<Options> &
    Features;
  Object.freeze(policy);
  return policy;
}
