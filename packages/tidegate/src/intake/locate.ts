import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { PathError } from "./path-error.js";

/** Stands for standard input among paths. */
export const standardInput = "-";

/**
 * The files that paths name, in the order of the paths: a file as it is, all files below a folder in the order of their
 * names, what a glob pattern matches, and `-`. Hidden files and folders count only when they are named themselves. A
 * path that exists is never taken for a pattern.
 *
 * @throws PathError naming every path at which there is nothing.
 */
export async function locateDocuments(paths: readonly string[]): Promise<readonly string[]> {
  const located = await Promise.all(paths.map(locate));
  const missing = paths.filter((_path, index) => located[index]?.length === 0);
  if (missing.length > 0) throw new PathError(missing);
  return located.flat();
}

async function locate(path: string): Promise<readonly string[]> {
  if (path === standardInput) return [path];
  const kind = await kindOf(path);
  if (kind === "folder") return filesBelow(path, new Set());
  if (kind !== null) return [path];
  if (!isDynamicPattern(path)) return [];
  const matches = await glob(path, {
    absolute: isAbsolute(path),
    dot: false,
    expandDirectories: false,
    followSymbolicLinks: false,
  });
  return matches.sort(byName);
}

type Kind = "file" | "folder" | "other";

/** What is at a path, links followed; `null` where nothing is. A path that may not be looked at is left to its reader. */
async function kindOf(path: string): Promise<Kind | null> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? "folder" : found.isFile() ? "file" : "other";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" || code === "EINVAL" ? null : "other";
  }
}

/** `above` holds the real folders on the way down, so that a link back up ends there instead of going round. */
async function filesBelow(folder: string, above: ReadonlySet<string>): Promise<string[]> {
  const listed = await list(folder);
  if (listed === null) return [folder];
  if (above.has(listed.real)) return [];
  const within = new Set(above).add(listed.real);
  const files: string[] = [];
  for (const entry of listed.entries) {
    const path = join(folder, entry.name);
    const kind = entry.isSymbolicLink() ? await kindOf(path) : kindOfEntry(entry);
    if (kind === "folder") for (const file of await filesBelow(path, within)) files.push(file);
    else if (kind === "file") files.push(path);
  }
  return files;
}

/** What a folder holds; `null` where it may not be listed, which its reader reports when its turn comes. */
async function list(folder: string): Promise<{ real: string; entries: Dirent[] } | null> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const visible = entries.filter(({ name }) => !name.startsWith("."));
    return { real: await realpath(folder), entries: visible.sort((a, b) => byName(a.name, b.name)) };
  } catch {
    return null;
  }
}

function kindOfEntry(entry: Dirent): Kind {
  return entry.isDirectory() ? "folder" : entry.isFile() ? "file" : "other";
}

/** By code units, so that the order is the same on every machine. */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
