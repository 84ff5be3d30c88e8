import type { RatePublication } from "@tidegate/integrations";

/** A publication and when it was fetched or imported, ms since 1970. */
export interface StoredPublication extends RatePublication {
  readonly fetchedAt: number;
}

/** What is held of one source and base. */
export interface RateCoverage {
  readonly source: string;
  readonly base: string;
  readonly first: string;
  readonly last: string;
  readonly publications: number;
}

interface Day {
  readonly fetchedAt: number;
  readonly json: string;
  publication?: StoredPublication;
}

/** All days of one source and base. A day's rates are read from their JSON text when they are first asked for. */
export class RateSeries {
  readonly source: string;
  readonly base: string;
  readonly #days = new Map<string, Day>();
  #dates: readonly string[] | null = null;

  constructor(source: string, base: string) {
    this.source = source;
    this.base = base;
  }

  put(date: string, fetchedAt: number, json: string): void {
    this.#days.set(date, { fetchedAt, json });
    this.#dates = null;
  }

  newestOnOrBefore(date: string): StoredPublication | null {
    const exact = this.#at(date);
    if (exact !== null) return exact;
    const newest = this.#sorted()[this.#countBefore(date) - 1];
    return newest === undefined ? null : this.#at(newest);
  }

  between(from: string, to: string): readonly StoredPublication[] {
    const dates = this.#sorted().filter((date) => date >= from && date <= to);
    return dates.map((date) => this.#at(date)).filter((publication) => publication !== null);
  }

  coverage(): RateCoverage {
    const dates = this.#sorted();
    const { source, base } = this;
    return { source, base, first: dates[0] ?? "", last: dates.at(-1) ?? "", publications: dates.length };
  }

  #at(date: string): StoredPublication | null {
    const day = this.#days.get(date);
    if (day === undefined) return null;
    const { source, base } = this;
    day.publication ??= { base, date, source, rates: JSON.parse(day.json), fetchedAt: day.fetchedAt };
    return day.publication;
  }

  #sorted(): readonly string[] {
    this.#dates ??= [...this.#days.keys()].sort();
    return this.#dates;
  }

  /** How many of the days lie before a date, by halving. */
  #countBefore(date: string): number {
    const dates = this.#sorted();
    let low = 0;
    let high = dates.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((dates[middle] ?? "") < date) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
