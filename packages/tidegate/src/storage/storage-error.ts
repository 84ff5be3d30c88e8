/** Why the data folder can not be used, as a stable code. */
export type StorageErrorCode = "LOCKED" | "NOT-WRITABLE" | "DAMAGED" | "TOO-NEW" | "FULL" | "FAILED";

/** The data folder can not be used. `message` names the folder and what to do about it. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

const signs: readonly { readonly pattern: RegExp; readonly code: StorageErrorCode }[] = [
  { pattern: /set lock on file|conflicting lock|already attached|being used by another process/i, code: "LOCKED" },
  { pattern: /permission denied|read-only|EACCES|EPERM|EROFS|EEXIST|ENOTDIR|EISDIR/i, code: "NOT-WRITABLE" },
  { pattern: /no space left|ENOSPC|disk quota|EDQUOT/i, code: "FULL" },
  {
    pattern:
      /not a valid duckdb|checksum|corrupt|serialization error|different version of duckdb|replaying wal|truncated/i,
    code: "DAMAGED",
  },
];

const advice: Readonly<Record<StorageErrorCode, (folder: string) => string>> = {
  LOCKED: (folder) =>
    `The data folder ${folder} is in use by another tidegate process: wait for it to end, or choose another with --data.`,
  "NOT-WRITABLE": (folder) =>
    `The data folder ${folder} can not be written: make it a folder you may write to, or choose another with --data.`,
  FULL: (folder) => `The disk of the data folder ${folder} is full: make room, or choose another with --data.`,
  DAMAGED: (folder) =>
    `tidegate.duckdb in the data folder ${folder} is damaged or no database of tidegate: move it away or restore a copy; a new one is then made.`,
  "TOO-NEW": (folder) =>
    `The data folder ${folder} was written by a newer tidegate: update this one, or choose another folder with --data.`,
  FAILED: (folder) => `The database in the data folder ${folder} failed.`,
};

/** Turns what the database or the file system threw into an error that says what to do. */
export function toStorageError(folder: string, cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const code = signs.find(({ pattern }) => pattern.test(text))?.code ?? "FAILED";
  return storageError(code, folder, cause);
}

export function storageError(code: StorageErrorCode, folder: string, cause?: unknown): StorageError {
  const detail = code === "FAILED" && cause instanceof Error ? ` ${cause.message}` : "";
  return new StorageError(code, `${advice[code](folder)}${detail}`, { cause });
}
