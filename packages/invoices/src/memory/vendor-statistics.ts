import type { LedgerEntry, VendorMemory } from "./port.js";

/** A vendor with more accounts than this is a marketplace: the accounts beyond are not kept. */
export const mostAccounts = 100;

type Lesson = Pick<LedgerEntry, "type" | "payable" | "baseAmount" | "currency" | "accounts">;

/** Running statistics of one vendor's documents: mean and variance after Welford, without keeping the amounts. */
export class VendorStatistics {
  #documents: number;
  #amounts: number;
  #mean: number;
  /** Sum of squared distances from the mean. */
  #squares: number;
  #round: number;
  #currencies: readonly string[];
  #accounts: readonly string[];
  /** What `toMemory` gave last, until something is added. */
  #memory: VendorMemory | null = null;

  constructor(known: VendorMemory | null = null) {
    this.#documents = known?.documents ?? 0;
    this.#amounts = known?.amounts ?? 0;
    this.#mean = known?.meanAmount ?? 0;
    this.#squares = (known?.spread ?? 0) ** 2 * Math.max(this.#amounts - 1, 0);
    this.#round = Math.round((known?.roundShare ?? 0) * this.#amounts);
    this.#currencies = known?.currencies ?? [];
    this.#accounts = known?.accounts ?? [];
  }

  add(entry: Lesson): void {
    this.#memory = null;
    this.#documents++;
    if (entry.currency !== null) this.#currencies = including(this.#currencies, entry.currency);
    for (const account of entry.accounts) {
      if (this.#accounts.length < mostAccounts) this.#accounts = including(this.#accounts, account);
    }
    if (entry.type !== "invoice" || entry.baseAmount === null) return;
    const amount = Number(entry.baseAmount);
    this.#amounts++;
    const distance = amount - this.#mean;
    this.#mean += distance / this.#amounts;
    this.#squares += distance * (amount - this.#mean);
    if (isRound(entry.payable)) this.#round++;
  }

  /** What is known so far, `null` where nothing is. */
  toMemory(): VendorMemory | null {
    if (this.#documents === 0) return null;
    if (this.#memory !== null) return this.#memory;
    const amounts = this.#amounts;
    this.#memory = {
      documents: this.#documents,
      amounts,
      meanAmount: amounts === 0 ? null : this.#mean,
      spread: amounts < 2 ? null : Math.sqrt(this.#squares / (amounts - 1)),
      roundShare: amounts === 0 ? null : this.#round / amounts,
      currencies: this.#currencies,
      accounts: this.#accounts,
    };
    return this.#memory;
  }
}

const multipleOfHundred = /^-?\d*[1-9]\d*00(?:\.0*)?$/;

/** Whether an amount is a multiple of 100 other than zero. */
export function isRound(amount: string | null): boolean {
  return amount !== null && multipleOfHundred.test(amount);
}

function including(sorted: readonly string[], value: string): readonly string[] {
  return sorted.includes(value) ? sorted : [...sorted, value].sort();
}
