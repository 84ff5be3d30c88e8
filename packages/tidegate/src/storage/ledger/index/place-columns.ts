const growth = 1.5;

/** What the index compares of a document, by its place in the order of first sight: 24 bytes each. */
export class PlaceColumns {
  #numbers = new Int32Array(1024);
  #days = new Int32Array(1024);
  #amounts = new Float64Array(1024);
  #offsets = new Float64Array(1024).fill(-1);

  set(place: number, number: number, day: number, amount: number): void {
    if (place >= this.#numbers.length) this.#grow(place + 1);
    this.#numbers[place] = number;
    this.#days[place] = day;
    this.#amounts[place] = amount;
  }

  /** The hash of type and number, 0 where there is no number. */
  number(place: number): number {
    return this.#numbers[place] as number;
  }

  day(place: number): number {
    return this.#days[place] as number;
  }

  amount(place: number): number {
    return this.#amounts[place] as number;
  }

  /** Where the document is in the document log, negative where it is not. */
  offset(place: number): number {
    return this.#offsets[place] as number;
  }

  setOffset(place: number, offset: number): void {
    this.#offsets[place] = offset;
  }

  #grow(least: number): void {
    const length = Math.max(least, Math.ceil(this.#numbers.length * growth));
    const [numbers, days, amounts, offsets] = [this.#numbers, this.#days, this.#amounts, this.#offsets];
    this.#numbers = new Int32Array(length);
    this.#days = new Int32Array(length);
    this.#amounts = new Float64Array(length);
    this.#offsets = new Float64Array(length).fill(-1);
    this.#offsets.set(offsets);
    this.#numbers.set(numbers);
    this.#days.set(days);
    this.#amounts.set(amounts);
  }
}
