import { parse as parseExactJson } from "lossless-json";
import type { z } from "zod";

const kilobyte = 1024;
export const defaultMaxBytes = 1024 * kilobyte;

/** How a reply is believed: what it must say it is, how large it may be, and how its bytes become a value. */
export interface ReplyReader<out Reply> {
  /** The `Accept` header that asks for it. */
  readonly accept: string;
  readonly maxBytes: number;
  /** Whether a reply that calls itself this media type may be read at all. */
  readonly mediaType: (mediaType: string) => boolean;
  /** @throws whatever says best why the bytes are not believed */
  readonly read: (body: Uint8Array) => Reply;
}

/** What static hosts and simple servers say when they do not know better. */
const undeclared = /^(|text\/plain|application\/octet-stream|binary\/octet-stream)$/;
const isJson = (mediaType: string) => /^(application|text)\/(.+\+)?json$/.test(mediaType) || undeclared.test(mediaType);

/** A JSON reply of this shape. */
export function json<Schema extends z.ZodType>(schema: Schema): ReplyReader<z.output<Schema>> {
  return {
    accept: "application/json",
    maxBytes: defaultMaxBytes,
    mediaType: isJson,
    read: (body) => schema.parse(JSON.parse(utf8(body))),
  };
}

/** A JSON reply whose numbers reach the schema as the digits that were sent: no binary float on the way. */
export function exactJson<Schema extends z.ZodType>(schema: Schema): ReplyReader<z.output<Schema>> {
  return {
    accept: "application/json",
    maxBytes: defaultMaxBytes,
    mediaType: isJson,
    read: (body) => schema.parse(parseExactJson(utf8(body), undefined, (digits) => digits)),
  };
}

/** A text, such as XML or CSV, that `parse` reads or refuses by throwing. */
export function text<Reply>(options: {
  readonly accept: string;
  readonly mediaType: RegExp;
  readonly maxBytes?: number;
  readonly parse: (text: string) => Reply;
}): ReplyReader<Reply> {
  return bytes({ ...options, parse: (body) => options.parse(utf8(body)) });
}

/** Bytes, such as an archive, that `parse` reads or refuses by throwing. */
export function bytes<Reply>(options: {
  readonly accept: string;
  readonly mediaType: RegExp;
  readonly maxBytes?: number;
  readonly parse: (body: Uint8Array) => Reply;
}): ReplyReader<Reply> {
  return {
    accept: options.accept,
    maxBytes: options.maxBytes ?? defaultMaxBytes,
    mediaType: (mediaType) => options.mediaType.test(mediaType) || undeclared.test(mediaType),
    read: options.parse,
  };
}

/** Replaces bytes that are no UTF-8: an odd letter in a name does not take the answer away. A byte order mark is dropped. */
const decoder = new TextDecoder();

export function utf8(body: Uint8Array): string {
  return decoder.decode(body);
}
