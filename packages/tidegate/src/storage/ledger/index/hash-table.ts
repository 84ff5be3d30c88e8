/** Slots are filled up to this share; a search that finds nothing then looks at a dozen neighbours in one cache line. */
const fullest = 0.8;
const growth = 1.5;

/**
 * Numbers from 0 by 32 bit hashes, several under one hash: open addressing in one typed array, 10 to 15 bytes a number
 * and nothing for the garbage collector. A hash other than 0 stands for its key; whoever asks compares the keys.
 */
export class HashTable {
  /** Hash and value side by side; a hash of 0 is a free slot. */
  #slots: Int32Array;
  #capacity: number;
  #used = 0;

  constructor(capacity = 1024) {
    this.#capacity = capacity;
    this.#slots = new Int32Array(capacity * 2);
  }

  /** A table that holds so many values before it grows. */
  static for(expected: number): HashTable {
    return new HashTable(Math.max(1024, Math.ceil(expected / fullest) + 1));
  }

  /** Adds a value, unless it is under its hash already or `most` others are. */
  add(hash: number, value: number, most: number): void {
    if (this.#used >= this.#capacity * fullest) this.#grow();
    this.#put(hash, value, most);
  }

  /** What it takes, in bytes. */
  get byteLength(): number {
    return this.#slots.byteLength;
  }

  /** The value first added under a hash, -1 where there is none. */
  first(hash: number): number {
    const slots = this.#slots;
    for (let slot = this.#start(hash); ; slot = this.#after(slot)) {
      const found = slots[slot * 2] as number;
      if (found === hash) return slots[slot * 2 + 1] as number;
      if (found === 0) return -1;
    }
  }

  /** Appends every value under a hash to a list. */
  collect(hash: number, values: number[]): void {
    const slots = this.#slots;
    for (let slot = this.#start(hash); ; slot = this.#after(slot)) {
      const found = slots[slot * 2] as number;
      if (found === hash) values.push(slots[slot * 2 + 1] as number);
      else if (found === 0) return;
    }
  }

  #put(hash: number, value: number, most: number): void {
    const slots = this.#slots;
    let same = 0;
    let slot = this.#start(hash);
    for (; ; slot = this.#after(slot)) {
      const found = slots[slot * 2] as number;
      if (found === 0) break;
      if (found !== hash) continue;
      if (++same >= most || slots[slot * 2 + 1] === value) return;
    }
    slots[slot * 2] = hash;
    slots[slot * 2 + 1] = value;
    this.#used++;
  }

  #start(hash: number): number {
    return Math.floor(((hash >>> 0) / 0x1_0000_0000) * this.#capacity);
  }

  #after(slot: number): number {
    return slot + 1 === this.#capacity ? 0 : slot + 1;
  }

  /** Slots are in the order of their hashes, so moving them goes through memory from one end to the other. */
  #grow(): void {
    const old = this.#slots;
    this.#capacity = Math.ceil(this.#capacity * growth);
    this.#slots = new Int32Array(this.#capacity * 2);
    this.#used = 0;
    for (let slot = 0; slot < old.length; slot += 2) {
      if (old[slot] !== 0) this.#put(old[slot] as number, old[slot + 1] as number, Number.POSITIVE_INFINITY);
    }
  }
}
