import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const root = process.env.TIDEGATE_SHARED_DATA ?? resolve(projectRoot, "../shared/data");

/**
 * The path of real reference data that may not be kept in this repository, or `null` where it is absent: a test that
 * needs it then skips itself with `describe.skipIf(path === null)` and a name that says so.
 */
export function sharedData(relativePath: string): string | null {
  const path = resolve(root, relativePath);
  return existsSync(path) ? path : null;
}
