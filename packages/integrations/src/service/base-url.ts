/**
 * Where a service is reached: the configured URL replaces the default one. A configured origin without a path
 * (`http://127.0.0.1:9000`) keeps the path of the default, so that a proxy or a stand-in needs no knowledge of it.
 * Without a trailing slash.
 *
 * @throws TypeError naming the setting where the URL is none, is not http(s), or holds credentials, a query or a hash
 * @example resolveBaseUrl("https://api.example/v1", "http://127.0.0.1:9000", "EXAMPLE_URL") // "http://127.0.0.1:9000/v1"
 */
export function resolveBaseUrl(defaultUrl: string, configured: string | undefined, setting: string): string {
  if (configured === undefined) return defaultUrl;
  const text = configured.trim();
  // The value is not quoted in the message: it may hold a password.
  const refuse = (problem: string) => new TypeError(`${setting} ${problem}: set it to something like ${defaultUrl}`);
  if (!URL.canParse(text)) throw refuse("is no URL");
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw refuse("must be an http or https URL");
  if (url.username !== "" || url.password !== "") throw refuse("must not hold a user name or password");
  if (url.search !== "" || url.hash !== "") throw refuse("must end with its path");
  const path = url.pathname === "/" ? new URL(defaultUrl).pathname : url.pathname;
  return url.origin + path.replace(/\/+$/, "");
}
