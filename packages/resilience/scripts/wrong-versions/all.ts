import { caching } from "./caching.js";
import { cancellation } from "./cancellation.js";
import { composition } from "./composition.js";
import { limits } from "./limits.js";
import { time } from "./time.js";
import type { WrongVersion } from "./wrong-version.js";

export const wrongVersions: readonly WrongVersion[] = [
  ...time,
  ...cancellation,
  ...composition,
  ...limits,
  ...caching,
].toSorted((a, b) => a.trap - b.trap);
