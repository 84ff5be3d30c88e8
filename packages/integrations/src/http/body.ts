import { HttpError } from "./error.js";

/**
 * The whole body, as long as it is not more than `maxBytes` after decompression. Beyond that the stream is cancelled,
 * so that neither memory nor the connection pays for it.
 *
 * @throws HttpError `too-large` or `cut`; the signal's reason where it has fired
 */
export async function readBody(response: Response, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  if (Number(response.headers.get("content-length")) > maxBytes) {
    await discardBody(response);
    throw tooLarge(maxBytes);
  }
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body) {
      size += chunk.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof HttpError) throw error;
    throw new HttpError("cut", "the reply broke off", { cause: error });
  }
  return joined(chunks, size);
}

/** Lets go of a body nobody reads: left alone it would hold its connection. */
export async function discardBody(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks;
  if (first !== undefined && chunks.length === 1) return first;
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError("too-large", `the reply is larger than ${maxBytes} bytes`);
}
