import { open } from "node:fs/promises";
import { addAbortSignal } from "node:stream";
import { ReadError, type ReadOutcome, readDocuments } from "@tidegate/invoices";
import type { IntakeOptions } from "./intake-options.js";
import { intakeLimits } from "./limits.js";
import { locateDocuments, standardInput } from "./locate.js";
import { createPdfReader } from "./pdf-reader.js";
import { readPieces } from "./read-pieces.js";

/**
 * Reads the documents of files, folders, glob patterns and standard input (`-`), in that order, as batches of outcomes.
 * Files that hold a document a line or row are read in pieces, so that memory stays bounded whatever their size. A file
 * that can not be read is an outcome of its own.
 *
 * @throws PathError before the first batch, where a path names nothing.
 * @example for await (const outcomes of openDocuments(["march/", "late.json"], {})) ...
 */
export async function* openDocuments(
  paths: readonly string[],
  options: IntakeOptions,
): AsyncGenerator<readonly ReadOutcome[], void, undefined> {
  const files = await locateDocuments(paths);
  const pdfReader = createPdfReader();
  try {
    yield* readFiles(files, { readPdf: pdfReader.read, ...options });
  } finally {
    await pdfReader.close();
  }
}

async function* readFiles(
  files: readonly string[],
  options: IntakeOptions,
): AsyncGenerator<readonly ReadOutcome[], void, undefined> {
  const ahead: Promise<Prepared>[] = [];
  let next = 0;
  for (const [index, file] of files.entries()) {
    const within = (share: number) => options.onProgress?.((index + share) / files.length);
    while (next < files.length && ahead.length < intakeLimits.filesAhead) {
      ahead.push(prepare(files[next] ?? standardInput, options));
      next += 1;
    }
    const prepared = await ahead.shift();
    if (options.signal?.aborted) return;
    if (prepared === undefined || prepared === "large") yield* readLarge(file, options, within);
    else yield prepared;
    if (file !== standardInput) within(1);
  }
}

/** The outcomes of a small file, or the notice that a file has to be read in pieces when its turn comes. */
type Prepared = readonly ReadOutcome[] | "large";

async function prepare(file: string, options: IntakeOptions): Promise<Prepared> {
  if (file === standardInput || options.signal?.aborted) return "large";
  try {
    const bytes = await readSmall(file);
    return bytes === null ? "large" : await readDocuments(bytes, { ...options, file });
  } catch (error) {
    return [unreadable(file, error)];
  }
}

/** The bytes of a small regular file; `null` for others, of which nothing is taken (a pipe can be read only once). */
async function readSmall(file: string): Promise<Uint8Array | null> {
  const handle = await open(file);
  try {
    const found = await handle.stat();
    if (!found.isFile() || found.size > intakeLimits.smallFileBytes) return null;
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

async function* readLarge(
  file: string,
  options: IntakeOptions,
  onProgress: (share: number) => void,
): AsyncGenerator<readonly ReadOutcome[], void, undefined> {
  const pieces = file === standardInput ? (options.stdin ?? stdinUntil(options.signal)) : piecesOf(file, onProgress);
  try {
    yield* readPieces(pieces, file, options);
  } catch (error) {
    if (!options.signal?.aborted) yield [unreadable(file, error)];
  }
}

/** Standard input, which fails when the signal fires: whoever waits for what never comes can be interrupted too. */
function stdinUntil(signal: AbortSignal | undefined): AsyncIterable<Uint8Array> {
  return signal === undefined ? process.stdin : addAbortSignal(signal, process.stdin);
}

/** Each piece is gone when the next one is asked for: one buffer serves a file of any size. */
async function* piecesOf(file: string, onProgress: (share: number) => void): AsyncGenerator<Uint8Array> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.allocUnsafe(intakeLimits.pieceBytes);
    let total = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer);
      if (bytesRead === 0) return;
      total += bytesRead;
      if (size > 0) onProgress(Math.min(1, total / size));
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EISDIR: "it is a folder",
  ENOENT: "it has gone since it was found",
  EMFILE: "too many files are open",
};

function unreadable(file: string, cause: unknown): ReadOutcome {
  if (cause instanceof ReadError) return { ok: false, file, position: 0, error: cause };
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? "";
  const reason = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
  const error = new ReadError("UNREADABLE", `The file can not be read: ${reason}.`, { cause });
  return { ok: false, file, position: 0, error };
}
