import type { HttpRequest } from "../http/exchange.js";
import type { Operation, RequestFields } from "./contract.js";

const placeholder = /\{(\w+)\}/g;

/** The HTTP request of an operation: fields fill the path first, then the query, and the rest is the body. */
export function httpRequest(
  operation: Pick<Operation, "method" | "path" | "query" | "body">,
  baseUrl: string,
  fields: RequestFields,
  headers: Readonly<Record<string, string>>,
  confidential: boolean,
): HttpRequest {
  const rest = new Map(
    Object.entries(fields).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  );
  const address = (baseUrl + operation.path).replace(placeholder, (_match, name: string) => {
    const value = fields[name];
    if (value === undefined) throw new TypeError(`the path ${operation.path} needs "${name}"`);
    rest.delete(name);
    return encodeURIComponent(value);
  });
  const url = new URL(address);
  for (const name of operation.query ?? []) {
    const value = rest.get(name);
    if (value !== undefined) url.searchParams.set(name, String(value));
    rest.delete(name);
  }
  const { type, body } = bodyOf(operation.body, rest);
  return {
    method: operation.method,
    url,
    headers: type === undefined ? headers : { ...headers, "content-type": type },
    body,
    confidential,
  };
}

function bodyOf(
  kind: "json" | "form" | undefined,
  fields: ReadonlyMap<string, string | number>,
): { readonly type: string | undefined; readonly body: string | undefined } {
  if (kind === "json") return { type: "application/json", body: JSON.stringify(Object.fromEntries(fields)) };
  if (kind === undefined) return { type: undefined, body: undefined };
  const form = new URLSearchParams([...fields].map(([name, value]): [string, string] => [name, String(value)]));
  return { type: "application/x-www-form-urlencoded", body: form.toString() };
}
