import {
  type EnhancementSettings,
  judgeBatch,
  type PreparedDocument,
  prepareDocument,
  type ReadOutcome,
} from "@tidegate/invoices";
import type { DocumentOutcome } from "./outcome.js";

export interface RunOptions {
  /** Documents that may wait for services at the same time. */
  readonly concurrency: number;
  /** Takes outcomes in input order, once memory took them. */
  readonly emit: (batch: readonly DocumentOutcome[]) => Promise<void> | void;
  /** Stops reading; what is in flight is finished. */
  readonly interrupted?: AbortSignal;
  /** Gives up what is in flight: its services are told to stop and answer `unverified`. */
  readonly abort?: AbortSignal;
}

/** Documents judged together: enough that asking memory costs little a document, few enough to stay in cache. */
const batchSize = 256;
/** Documents read ahead of a slow one; bounds memory, since outcomes leave in input order. */
const window = 4096;
/** How long a document that is ready waits for company, in milliseconds. */
const patienceMs = 150;
/** Batches that may wait for memory while the next documents are prepared. */
const batchesAhead = 2;

interface Failed {
  readonly file: string;
  readonly position: number;
  readonly error: { readonly code: string; readonly message: string };
}
type Ready = PreparedDocument | Failed;
interface Slot {
  ready: Ready | null;
}

/**
 * Takes documents through the whole way: services are asked for many at once, memory in input order. Resolves when
 * every document read was emitted.
 */
export async function enhanceDocuments(
  source: AsyncIterable<readonly ReadOutcome[]>,
  settings: EnhancementSettings,
  options: RunOptions,
): Promise<void> {
  const run = new Run(settings, options);
  try {
    for await (const outcomes of source) {
      for (const outcome of outcomes) {
        if (options.interrupted?.aborted) break;
        const room = run.add(outcome);
        if (room !== null) await room;
      }
      if (options.interrupted?.aborted) break;
    }
  } finally {
    await run.finish();
  }
}

class Run {
  readonly #settings: EnhancementSettings;
  readonly #options: RunOptions;
  #slots: Slot[] = [];
  #waiting = 0;
  #judging: Promise<void> = Promise.resolve();
  #batchesQueued = 0;
  #timer: NodeJS.Timeout | null = null;
  #wake: (() => void) | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(settings: EnhancementSettings, options: RunOptions) {
    this.#settings = settings;
    this.#options = options;
  }

  /** Starts a document. Gives a promise where the next has to wait, which is rare, so that most cost none. */
  add(outcome: ReadOutcome): Promise<void> | null {
    const prepared = outcome.ok ? this.#prepare(outcome) : outcome;
    if (prepared instanceof Promise) this.#await(prepared);
    else this.#slots.push({ ready: prepared });
    if (this.#slots.length >= batchSize) this.#flush(batchSize);
    else this.#flushSoon();
    return this.#full() ? this.#room() : null;
  }

  /** A fault of ours in one document is that document's failure, not the end of the batch. */
  #prepare(read: Extract<ReadOutcome, { ok: true }>): Ready | Promise<Ready> {
    try {
      const prepared = prepareDocument(read, this.#settings, this.#options.abort);
      return prepared instanceof Promise ? prepared.catch((error) => broken(read, error)) : prepared;
    } catch (error) {
      return broken(read, error);
    }
  }

  async finish(): Promise<void> {
    while (this.#slots.length > 0 && this.#failure === null) {
      this.#flush(1);
      if (this.#slots.length > 0) await this.#woken();
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#judging;
    if (this.#failure !== null) throw this.#failure.error;
  }

  #await(promise: Promise<Ready>): void {
    const slot: Slot = { ready: null };
    this.#slots.push(slot);
    this.#waiting += 1;
    void promise.then((ready) => {
      slot.ready = ready;
      this.#waiting -= 1;
      this.#flushSoon();
      this.#wakeUp();
    });
  }

  #full(): boolean {
    return (
      this.#waiting >= this.#options.concurrency ||
      this.#slots.length >= window ||
      this.#batchesQueued >= batchesAhead ||
      this.#failure !== null
    );
  }

  async #room(): Promise<void> {
    while (this.#full()) {
      if (this.#failure !== null) throw this.#failure.error;
      if (this.#slots.length >= window) this.#flush(1);
      if (this.#full()) await this.#woken();
    }
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = null;
  }

  #flushSoon(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#flush(1);
    }, patienceMs);
  }

  /** Hands the documents at the head that are ready on to be judged, if there are at least so many. */
  #flush(atLeast: number): void {
    let count = this.#slots.findIndex((slot) => slot.ready === null);
    if (count < 0) count = this.#slots.length;
    if (count < atLeast || count === 0) return;
    const batch = this.#slots.splice(0, count).map((slot) => slot.ready as Ready);
    this.#batchesQueued += 1;
    this.#judging = this.#judging
      .then(() => this.#judge(batch))
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#batchesQueued -= 1;
        this.#wakeUp();
      });
  }

  async #judge(batch: readonly Ready[]): Promise<void> {
    if (this.#failure !== null) return;
    const prepared = batch.filter((ready): ready is PreparedDocument => !("error" in ready));
    const results = (await judgeBatch(prepared, this.#settings)).values();
    await this.#options.emit(batch.map((ready) => ("error" in ready ? failed(ready) : succeeded(results))));
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wakeUp();
  }
}

function broken({ invoice }: Extract<ReadOutcome, { ok: true }>, error: unknown): Failed {
  const { file, position } = invoice.source;
  const message = `tidegate failed on this document: ${error instanceof Error ? error.message : String(error)}. Please report it.`;
  return { file, position, error: { code: "INTERNAL", message } };
}

function failed({ file, position, error }: Failed): DocumentOutcome {
  return { ok: false, file, position, code: error.code, message: error.message };
}

function succeeded(results: IterableIterator<Extract<DocumentOutcome, { ok: true }>["result"]>): DocumentOutcome {
  const next = results.next();
  if (next.done) throw new Error("judging gave fewer results than documents");
  return { ok: true, result: next.value };
}
