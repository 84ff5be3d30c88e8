/** A Lua script; the server keeps it by its digest once it has run. */
export interface RedisScript {
  readonly source: string;
  /** The SHA-1 of the source in hexadecimal digits, as EVALSHA wants it. */
  digest(): string | Promise<string>;
}

const hexadecimal = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

export function redisScript(source: string): RedisScript {
  let digest: string | undefined;
  const compute = async () => {
    digest = hexadecimal(await globalThis.crypto.subtle.digest("SHA-1", new TextEncoder().encode(source)));
    return digest;
  };
  return { source, digest: () => digest ?? compute() };
}
