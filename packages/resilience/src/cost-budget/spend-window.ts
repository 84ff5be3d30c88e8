/** A window of `steps` slots that forgets the oldest as time passes; without `periodMs` it forgets nothing. */
export interface SpendWindowSettings {
  readonly periodMs: number | undefined;
  /** `fixed` windows follow each other; a `sliding` one ends now. */
  readonly window: "sliding" | "fixed";
}

/** A sliding window forgets in twentieths: what was spent counts for at least the period, and at most 5 % longer. */
const slidingSteps = 20;

/**
 * What was spent and is reserved, by when it began. Whole units only, so that sums are exact; a reservation counts where
 * it was made, and is forgotten with its slot, even if the work behind it never ends.
 */
export class SpendWindow {
  private readonly slotMs: number;
  private readonly origin: number;
  private readonly spentIn: Float64Array;
  private readonly reservedIn: Float64Array;
  private slot = 0;
  private spentSum = 0;
  private reservedSum = 0;

  constructor({ periodMs = Number.POSITIVE_INFINITY, window }: SpendWindowSettings, now: number) {
    const slides = window === "sliding" && periodMs !== Number.POSITIVE_INFINITY;
    const slots = slides ? slidingSteps + 1 : 1;
    this.slotMs = slides ? periodMs / slidingSteps : periodMs;
    this.origin = now;
    this.spentIn = new Float64Array(slots);
    this.reservedIn = new Float64Array(slots);
  }

  spent(now: number): number {
    this.forget(now);
    return this.spentSum;
  }

  reserved(now: number): number {
    this.forget(now);
    return this.reservedSum;
  }

  /** Returns the slot that the reservation stands in. */
  reserve(cost: number, now: number): number {
    this.forget(now);
    const place = this.placeOf(this.slot);
    this.reservedIn[place] = (this.reservedIn[place] ?? 0) + cost;
    this.reservedSum += cost;
    return this.slot;
  }

  /** Turns a reservation into what was spent; nothing when the window has forgotten it. */
  settle(slot: number, reserved: number, spent: number, now: number): void {
    this.forget(now);
    if (slot <= this.slot - this.spentIn.length) return;
    const place = this.placeOf(slot);
    this.reservedIn[place] = (this.reservedIn[place] ?? 0) - reserved;
    this.reservedSum -= reserved;
    this.spentIn[place] = (this.spentIn[place] ?? 0) + spent;
    this.spentSum += spent;
  }

  /** In how many ms `amount` will have been forgotten; `undefined`: never. */
  forgotten(amount: number, now: number): number | undefined {
    this.forget(now);
    const slots = this.spentIn.length;
    let sum = 0;
    for (let slot = this.slot - slots + 1; slot <= this.slot; slot += 1) {
      if (slot < 0) continue;
      const place = this.placeOf(slot);
      sum += (this.spentIn[place] ?? 0) + (this.reservedIn[place] ?? 0);
      if (sum < amount) continue;
      const endsAt = this.origin + (slot + slots) * this.slotMs;
      return endsAt === Number.POSITIVE_INFINITY ? undefined : Math.ceil(endsAt - now);
    }
    return undefined;
  }

  private placeOf(slot: number): number {
    return slot % this.spentIn.length;
  }

  private forget(now: number): void {
    const slot = Math.floor((now - this.origin) / this.slotMs);
    const slots = this.spentIn.length;
    for (let passed = Math.max(this.slot + 1, slot - slots + 1); passed <= slot; passed += 1) {
      const place = this.placeOf(passed);
      this.spentSum -= this.spentIn[place] ?? 0;
      this.reservedSum -= this.reservedIn[place] ?? 0;
      this.spentIn[place] = 0;
      this.reservedIn[place] = 0;
    }
    this.slot = Math.max(this.slot, slot);
  }
}
