import { breaker } from "./breaker.js";
import { caching } from "./caching.js";
import { cancellation } from "./cancellation.js";
import { composition } from "./composition.js";
import { limits } from "./limits.js";
import { overload } from "./overload.js";
import { retries } from "./retries.js";
import { slots } from "./slots.js";
import { time } from "./time.js";
import type { WrongVersion } from "./wrong-version.js";

export const wrongVersions: readonly WrongVersion[] = [
  ...breaker,
  ...time,
  ...cancellation,
  ...retries,
  ...slots,
  ...limits,
  ...overload,
  ...composition,
  ...caching,
].toSorted((a, b) => a.trap - b.trap);
