import { appendFileSync, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** Most records fit; longer ones take another look. */
const usualBytes = 1024;
const mostBytes = 1024 * 1024;

/**
 * Documents of the ledger once more, a line each at an offset the ledger keeps: reading one line at random takes
 * 3 µs, while a query for rows scattered over a million takes DuckDB 60 ms, for one as for a batch. What can not be read
 * here, because the file was lost or cut short, is read from the ledger; so nothing waits for the disk to have it.
 */
export class DocumentLog {
  readonly #handle: FileHandle | null;
  #end: number;
  #failed = false;
  #buffer = Buffer.allocUnsafe(usualBytes);

  private constructor(handle: FileHandle | null, end: number) {
    this.#handle = handle;
    this.#end = end;
  }

  /** Opens or creates the file; `null` for a log that keeps nothing. */
  static async open(file: string | null): Promise<DocumentLog> {
    if (file === null) return new DocumentLog(null, 0);
    const handle = await open(file, "a+");
    return new DocumentLog(handle, (await handle.stat()).size);
  }

  /** Appends texts without line breaks and gives where each starts, `null` where it could not be kept. */
  async append(texts: readonly string[]): Promise<readonly (number | null)[]> {
    if (this.#handle === null || this.#failed) return texts.map(() => null);
    try {
      appendFileSync(this.#handle.fd, texts.map((text) => `${text}\n`).join(""));
    } catch {
      this.#failed = true;
      return texts.map(() => null);
    }
    return texts.map((text) => {
      const start = this.#end;
      this.#end += Buffer.byteLength(text) + 1;
      return start;
    });
  }

  /** The line that starts at an offset, `null` where there is none. */
  read(offset: number): string | null {
    if (this.#handle === null || offset < 0) return null;
    for (;;) {
      const read = readSync(this.#handle.fd, this.#buffer, 0, this.#buffer.length, offset);
      const end = this.#buffer.subarray(0, read).indexOf("\n");
      if (end >= 0) return this.#buffer.toString("utf8", 0, end);
      if (read < this.#buffer.length || read >= mostBytes) return null;
      this.#buffer = Buffer.allocUnsafe(read * 4);
    }
  }

  async close(): Promise<void> {
    await this.#handle?.close();
  }
}
