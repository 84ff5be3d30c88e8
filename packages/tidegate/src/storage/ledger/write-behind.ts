import type { Clock, TimerHandle } from "@tidegate/resilience";

/** Entries written together: writing 256 costs nearly as much as writing 4,096. */
const enough = 4096;
/** Entries that may wait while others are written; whoever adds more waits too. About 1 KB each. */
const mostWaiting = enough;
/** How long entries wait for company, in milliseconds. */
const patienceMs = 500;

/**
 * Entries by their sequence numbers, on their way to the disk: written in large pieces while the caller goes on. A
 * process that is killed loses those that were on their way; the documents are new again when they come next.
 */
export class WriteBehind<Entry> {
  readonly #write: (entries: ReadonlyMap<number, Entry>) => Promise<void>;
  readonly #clock: Clock;
  #waiting = new Map<number, Entry>();
  #underWay: ReadonlyMap<number, Entry> = new Map();
  #writing: Promise<void> | null = null;
  #timer: TimerHandle | undefined;
  #failure: { readonly error: unknown } | null = null;

  constructor(write: (entries: ReadonlyMap<number, Entry>) => Promise<void>, clock: Clock) {
    this.#write = write;
    this.#clock = clock;
  }

  /** The entry with a sequence number, as long as it is not written. */
  get(sequence: number): Entry | undefined {
    return this.#waiting.get(sequence) ?? this.#underWay.get(sequence);
  }

  /** Hands entries over. Throws what kept earlier ones from being written. */
  async add(entries: ReadonlyMap<number, Entry>): Promise<void> {
    this.#throwFailure();
    for (const [sequence, entry] of entries) this.#waiting.set(sequence, entry);
    this.#startSoon();
    while (this.#waiting.size >= mostWaiting && this.#writing !== null) await this.#writing;
    this.#throwFailure();
  }

  /** Resolves when everything handed over is written. Throws what kept it from being written. */
  async flush(): Promise<void> {
    while (this.#failure === null && (this.#writing !== null || this.#waiting.size > 0)) {
      this.#start();
      await this.#writing;
    }
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  #startSoon(): void {
    if (this.#waiting.size >= enough) this.#start();
    else if (this.#waiting.size > 0) this.#timer ??= this.#clock.setTimeout(() => this.#start(), patienceMs);
  }

  #start(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing ??= this.#writeWaiting();
  }

  async #writeWaiting(): Promise<void> {
    this.#underWay = this.#waiting;
    this.#waiting = new Map();
    try {
      await this.#write(this.#underWay);
    } catch (error) {
      this.#failure ??= { error };
    }
    this.#underWay = new Map();
    this.#writing = null;
    if (this.#failure === null) this.#startSoon();
  }
}
