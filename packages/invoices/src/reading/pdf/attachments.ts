import { z } from "zod";
import { ReadError } from "../../model/error.js";

/** A file carried inside a PDF. */
export interface Attachment {
  readonly name: string;
  readonly content: Uint8Array;
}

const attachmentTable = z
  .record(z.string(), z.object({ filename: z.string(), content: z.instanceof(Uint8Array).nullish() }))
  .nullable();

/**
 * The files embedded in a PDF, in the order of its name tree. Nothing is rendered: no fonts, no images, no scripts.
 *
 * @throws ReadError `PDF-UNREADABLE`.
 */
export async function readAttachments(pdf: Uint8Array): Promise<readonly Attachment[]> {
  const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  const loading = getDocument({
    // The parser takes the bytes over, so it gets its own; `slice` would share them where they are a Node buffer.
    data: new Uint8Array(pdf),
    verbosity: 0,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    enableXfa: false,
  });
  try {
    const document = await loading.promise;
    const table = attachmentTable.parse(await document.getAttachments());
    return Object.values(table ?? {}).flatMap(({ filename, content }) =>
      content == null ? [] : [{ name: filename, content }],
    );
  } catch (cause) {
    throw unreadable(cause);
  } finally {
    await loading.destroy();
  }
}

function unreadable(cause: unknown): ReadError {
  const name = cause instanceof Error ? cause.name : "";
  const message =
    name === "PasswordException"
      ? "The PDF is encrypted; save it without a password and give it again."
      : "The PDF is broken: its structure can not be read. Ask the sender for the file again.";
  return new ReadError("PDF-UNREADABLE", message, { cause });
}
