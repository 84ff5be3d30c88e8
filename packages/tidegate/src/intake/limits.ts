/** How much is read, and when it is read in pieces. */
export const intakeLimits = {
  /** Bytes of one document file; JSON Lines and CSV hold many documents and may be of any size. */
  documentBytes: 64 * 1024 * 1024,
  /** Files up to this size are read ahead whole. */
  smallFileBytes: 256 * 1024,
  /** Small files read ahead of the one in work, so that the disk does not hold up the thread. */
  filesAhead: 16,
  /** Bytes read at once from larger ones. */
  pieceBytes: 16 * 1024,
} as const;
