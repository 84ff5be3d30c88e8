import type { Serper } from "@tidegate/integrations";
import { type CacheStore, cache } from "@tidegate/resilience";
import type { WebEvidence } from "./registry.js";

const dayMs = 86_400_000;

/** What a search brought: a page that names the number, or that there is none, which was paid for as well. */
interface Found {
  readonly link: string | null;
  readonly checkedAt: string;
}

/**
 * Searches the web for a VAT number, for numbers that no registry vouched for. A page that spells the number out is
 * evidence of low confidence; a page that does not is none. Answers are kept for a day, because each one costs.
 */
export function webEvidenceSearch(
  serper: Serper,
  store: CacheStore,
): (number: string, signal: AbortSignal | undefined) => Promise<WebEvidence> {
  const searches = cache<Found>({ name: "web evidence", ttlMs: dayMs, store });
  return async (number, signal) => {
    const { value, source } = await searches.lookUp(
      number,
      async (context): Promise<Found> => {
        const results = await serper.search(`"${number}"`, { signal: context.signal });
        const hit = results.find(({ title, snippet }) => squeezed(`${title} ${snippet}`).includes(number));
        return { link: hit?.link ?? null, checkedAt: new Date().toISOString() };
      },
      { signal },
    );
    const paid = source === "loaded" ? serper.costUsd : "0";
    const saved = source === "loaded" ? "0" : serper.costUsd;
    return { ...value, costUsd: paid, savedUsd: saved };
  };
}

function squeezed(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, "");
}
