import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { locateDocuments } from "./locate.js";
import { PathError } from "./path-error.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidegate-locate-"));
  await mkdir(join(folder, "march", "deep"), { recursive: true });
  await mkdir(join(folder, "march", ".hidden"));
  await mkdir(join(folder, "empty"));
  for (const name of [
    "march/b.json",
    "march/a.xml",
    "march/deep/c.csv",
    "march/.secret",
    "march/.hidden/d.json",
    "[odd].json",
  ]) {
    await writeFile(join(folder, name), "x");
  }
  await symlink(join(folder, "march"), join(folder, "march", "deep", "up"));
  await symlink(join(folder, "march", "a.xml"), join(folder, "march", "linked.xml"));
  await symlink(join(folder, "gone"), join(folder, "march", "broken"));
});
afterAll(() => rm(folder, { recursive: true }));

const locate = async (...paths: string[]) => {
  const files = await locateDocuments(paths.map((path) => (path === "-" ? path : join(folder, path))));
  return files.map((file) => file.replace(`${folder}/`, ""));
};

test("a folder gives all files below it in order, without hidden ones, and links that go in circles end", async () => {
  expect(await locate("march")).toEqual(["march/a.xml", "march/b.json", "march/deep/c.csv", "march/linked.xml"]);
});

test("paths are taken in the order given, standard input too", async () => {
  expect(await locate("march/b.json", "-", "march/a.xml")).toEqual(["march/b.json", "-", "march/a.xml"]);
});

test("a hidden file counts when it is named", async () => {
  expect(await locate("march/.secret")).toEqual(["march/.secret"]);
});

test("a pattern matches files in order; a path that exists is no pattern", async () => {
  expect(await locate("march/**/*.{csv,json}")).toEqual(["march/b.json", "march/deep/c.csv"]);
  expect(await locate("[odd].json")).toEqual(["[odd].json"]);
});

test("all paths at which there is nothing are named at once", async () => {
  const missing = locate("march", "nowhere.json", "*.pdf", "empty");
  await expect(missing).rejects.toThrow(PathError);
  await expect(missing).rejects.toThrow(/nowhere\.json".*\*\.pdf".*empty"/);
});
