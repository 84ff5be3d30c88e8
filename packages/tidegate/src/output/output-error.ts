const reasons: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EROFS: "the disk is read-only",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
};

/** The file that results should go to can not be written. */
export class OutputError extends Error {
  override readonly name = "OutputError";

  constructor(file: string, cause: unknown) {
    const code = (cause as NodeJS.ErrnoException | null)?.code ?? "";
    const reason = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
    super(`${file} can not be written: ${reason}. Choose another file with --output.`, { cause });
  }
}
