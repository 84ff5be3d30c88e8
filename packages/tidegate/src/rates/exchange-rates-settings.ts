import type { RatePublication } from "@tidegate/invoices";
import type { Cache } from "@tidegate/resilience";
import type { RateStore } from "../storage/rates/rate-store.js";
import type { RateSource } from "./source.js";

export interface ExchangeRatesSettings {
  /** Asked in this order until one has both currencies. Empty when offline. */
  readonly sources: readonly RateSource[];
  readonly store: RateStore;
  /** Which requests were made and when: they are not repeated while that is fresh. */
  readonly requests: Cache<RequestMade>;
  readonly bundled: () => RatePublication;
  readonly wallNow: () => number;
}

export interface RequestMade {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What came back will not change: the rates of a past day. */
  readonly settled: boolean;
}
