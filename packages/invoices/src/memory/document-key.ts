/** What tells one document from another. */
export interface DocumentIdentity {
  /** One spelling for one file: pass the resolved path, else a file named in two ways becomes its own duplicate. */
  readonly file: string;
  /** Place among the documents of the file, from 0. */
  readonly position: number;
  readonly vendorKey: string | null;
  readonly numberKey: string | null;
  /** Stands in for the number of a document that has none. */
  readonly contentHash?: string;
}

/**
 * The identity of a document across runs. The same invoice at the same place is the same document, processed again; at
 * another place it is a duplicate. A file whose content became another invoice holds another document.
 *
 * @example documentKey({ file: "/in/a.json", position: 0, vendorKey: "name:acme", numberKey: "INV1" })
 * // "0|name:acme|INV1|/in/a.json"
 */
export function documentKey(identity: DocumentIdentity): string {
  const content = identity.numberKey ?? identity.contentHash ?? "";
  return `${identity.position}|${identity.vendorKey ?? ""}|${content}|${identity.file}`;
}
