import { type Answer, jsonAnswer, type ReceivedRequest } from "./answer.js";
import { type StandIn, type StandInOptions, startStandIn } from "./stand-in.js";

interface WebPage {
  readonly title: string;
  readonly link: string;
  readonly snippet: string;
}

export interface SerperStandInOptions extends StandInOptions {
  /** What a query finds. Default: two pages that repeat it. */
  readonly pages?: (query: string) => readonly WebPage[];
  /** Default `test-key`. */
  readonly apiKey?: string;
  /** Searches that are paid for. Default: no end of them. */
  readonly credits?: number;
}

const twoPages = (query: string): readonly WebPage[] =>
  [1, 2].map((position) => ({
    title: `Result ${position} for ${query}`,
    link: `https://register.example/${position}?q=${encodeURIComponent(query)}`,
    snippet: `A page that mentions ${query}.`,
  }));

/** Serper's web search. */
export function startSerper(options: SerperStandInOptions = {}): Promise<StandIn> {
  const { pages = twoPages, apiKey = "test-key" } = options;
  let credits = options.credits ?? Number.POSITIVE_INFINITY;

  function answer(request: ReceivedRequest): Answer {
    if (request.method !== "POST" || request.path !== "/search") return jsonAnswer(404, { message: "Not found" });
    if (request.headers["x-api-key"] !== apiKey) return jsonAnswer(403, { message: "Unauthorized.", statusCode: 403 });
    if (credits <= 0) return jsonAnswer(400, { message: "Not enough credits", statusCode: 400 });
    credits -= 1;
    const query = queryOf(request);
    const organic = pages(query).map((page, index) => ({ ...page, position: index + 1 }));
    return jsonAnswer(200, { searchParameters: { q: query, type: "search", num: 10 }, organic, relatedSearches: [] });
  }

  return startStandIn(
    {
      keyOf: queryOf,
      answer,
      limited: jsonAnswer(429, { message: "Rate limit exceeded", statusCode: 429 }),
    },
    { requestLimit: { limit: 2, periodMs: 1_000 }, ...options },
  );
}

function queryOf({ body }: ReceivedRequest): string {
  try {
    return String(JSON.parse(body).q);
  } catch {
    return "";
  }
}
