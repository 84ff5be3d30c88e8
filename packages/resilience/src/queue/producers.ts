import type { Cancellation } from "../call/cancellation.js";
import { type Admit, waitInLine } from "./wait-in-line.js";
import { WaitingLine } from "./waiting-line.js";

/** Those who wait for room in a queue before they make the next request. */
export class Producers {
  private readonly line = new WaitingLine<Admit>();
  private readonly hasRoom: () => boolean;
  private calling = false;

  constructor(hasRoom: () => boolean) {
    this.hasRoom = hasRoom;
  }

  get waiting(): number {
    return this.line.size;
  }

  wait(cancellation: Cancellation | undefined): Promise<void> {
    const called = waitInLine(this.line, { cancellation, patience: undefined, onLeave: () => {} });
    this.call();
    return called;
  }

  /** Calls one at a time while there is room: each has had its turn to enqueue before the next is called. */
  async call(): Promise<void> {
    if (this.calling) return;
    this.calling = true;
    while (this.line.size > 0 && this.hasRoom()) {
      this.line.next()?.();
      // Until `ready` has gone on, and then its caller.
      for (let turn = 0; turn < 3; turn += 1) await null;
    }
    this.calling = false;
  }

  /** Lets everybody go, room or not. */
  dismiss(): void {
    while (this.line.size > 0) this.line.next()?.();
  }
}
