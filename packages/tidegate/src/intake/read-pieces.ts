import {
  createDocumentReader,
  createLineDecoder,
  detectionBytes,
  detectSyntax,
  ReadError,
  type ReadOutcome,
  readDocuments,
} from "@tidegate/invoices";
import type { IntakeOptions } from "./intake-options.js";
import { intakeLimits } from "./limits.js";

/**
 * Reads a file that comes in pieces: one document a line or row as it comes, any other syntax once it is whole.
 *
 * @throws ReadError `TOO-LARGE` where it can be read only whole and is too large for that.
 */
export async function* readPieces(
  pieces: AsyncIterable<Uint8Array>,
  file: string,
  options: IntakeOptions,
): AsyncGenerator<readonly ReadOutcome[], void, undefined> {
  const stream = pieces[Symbol.asyncIterator]();
  try {
    const head = await take(stream, detectionBytes);
    if (options.signal?.aborted) return;
    const syntax = detectSyntax(head);
    if (syntax !== "jsonl" && syntax !== "csv") {
      const limit = options.documentBytes ?? intakeLimits.documentBytes;
      const rest = await take(stream, limit - head.length + 1);
      if (head.length + rest.length > limit) throw tooLarge(limit);
      if (options.signal?.aborted) return;
      yield await readDocuments(Buffer.concat([head, rest]), { ...options, file });
      return;
    }
    const decoder = createLineDecoder(head);
    const reader = createDocumentReader(syntax, { ...options, file });
    let piece: Uint8Array | undefined = head;
    while (piece !== undefined && !options.signal?.aborted) {
      const outcomes = reader.push(decoder.push(piece));
      if (outcomes.length > 0) yield outcomes;
      piece = await nextOf(stream);
    }
    if (options.signal?.aborted) return;
    const last = [...reader.push(decoder.end()), ...reader.end()];
    if (last.length > 0) yield last;
  } finally {
    await stream.return?.();
  }
}

async function nextOf(stream: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  const result = await stream.next();
  return result.done ? undefined : result.value;
}

/** Pieces until there are so many bytes, or the end; the last piece is not cut. */
async function take(stream: AsyncIterator<Uint8Array>, bytes: number): Promise<Uint8Array> {
  const taken: Uint8Array[] = [];
  let length = 0;
  while (length < bytes) {
    const piece = await nextOf(stream);
    if (piece === undefined) break;
    // A copy: the source may fill the same buffer again.
    taken.push(Uint8Array.from(piece));
    length += piece.length;
  }
  return Buffer.concat(taken, length);
}

function tooLarge(limit: number): ReadError {
  const message = `The file is larger than ${Math.floor(limit / (1024 * 1024))} MiB, the most that is read as one document.`;
  return new ReadError("TOO-LARGE", `${message} Many documents may come as JSON Lines of any size.`);
}
