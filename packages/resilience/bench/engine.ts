import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
// Compiling in the background comes late on a machine that is busy; the code is the same.
setFlagsFromString("--no-concurrent-recompilation");
export const collectGarbage: () => void = runInNewContext("gc");
