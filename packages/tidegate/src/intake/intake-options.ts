import type { ReadOptions } from "@tidegate/invoices";

export interface IntakeOptions extends Omit<ReadOptions, "file"> {
  /** Stops the intake after what it has begun to give. */
  readonly signal?: AbortSignal | undefined;
  /** What `-` reads; standard input by default. */
  readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  /** Told how much of the input was read, 0 to 1; never where it is standard input, whose length nobody knows. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Bytes of one document file, 64 MiB by default; JSON Lines and CSV may be of any size. */
  readonly documentBytes?: number | undefined;
}
